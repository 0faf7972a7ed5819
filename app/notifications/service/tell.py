"""Tell people: one notice for each event and person, and its mail."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from typing import Any

from sqlalchemy import update
from sqlalchemy.orm import Session

from app.actions.queries import reminders_due
from app.core import clock
from app.core.idents import new_id
from app.db.insert import insert_for
from app.db.session import transaction
from app.jobs.queue import enqueue
from app.notifications.models import Notice
from app.notifications.queries.accounts import mandates_ending
from app.notifications.queries.contributions import moderators_of, untraceable_waiting
from app.notifications.queries.due import answers_due, holders_who_answer
from app.notifications.queries.reviews import marks_due
from app.notifications.queries.starts import members_to_remind
from app.notifications.queries.threads import follow_ups_answered
from app.notifications.queries.wishes import cadences_of
from app.notifications.types import Cadence, SubjectType, Telling, Topic
from app.policy.actor import SYSTEM, Actor
from app.policy.check import require
from app.policy.facts import NOTHING, Facts
from app.policy.rules import Action

MAIL_JOB = "notifications.mail"
MAILS_A_MINUTE = 60  # of one event; other mails pass between them
LONGEST_PAUSE = timedelta(days=14)  # nobody is told of the end of a mandate earlier than this before its last day
HELD_LEAVE_WITHIN = 30  # minutes, once work begins: sign-in links do not wait behind what was held for a weekend
ROWS_AT_ONCE = 500  # one notice is a dozen values; SQLite takes 32,766 in a statement


@dataclass(frozen=True, slots=True)
class NoticeInput:
    """What is told, because of what: the same cause is told to a person once."""

    cause: str
    kind: str
    subject_type: SubjectType
    subject_id: int
    topic: Topic
    params: Mapping[str, Any] = field(default_factory=dict)

    @property
    def event_id(self) -> int:
        """The number that stands for the cause."""
        return int.from_bytes(hashlib.sha256(self.cause.encode()).digest()[:8]) >> 1


def tell(session: Session, actor: Actor, people: Iterable[int], data: NoticeInput) -> frozenset[int]:
    """Tell each person once, whatever the number of deliveries; return who was told now. A mail follows."""
    require(actor, Action.NOTICE_CREATE, NOTHING)
    with transaction(session):
        told = _insert(session, people, data, clock.now())
        for number, notice_id in enumerate(each.id for each in told.values() if each.is_mailed_at_once):
            _mail(session, notice_id, clock.now() + timedelta(minutes=number // MAILS_A_MINUTE))
    return frozenset(told)


def tell_of_untraceable(session: Session, actor: Actor, kind: Telling) -> int:
    """Tell moderators of the untraceable contributions that wait; return how many people were told now.

    Run every hour. The notices are dated by the day, and a person gets one mail whatever came in, so that
    nothing stored with a contribution is finer than its day.
    """
    require(actor, Action.NOTICE_CREATE, NOTHING)
    day = datetime.combine(clock.now().date(), time.min, tzinfo=UTC)
    first: dict[int, _Told] = {}  # person → the notice that is mailed
    with transaction(session):
        for waiting in untraceable_waiting(session, actor):
            # One cause each time the contribution waits, another once it returns.
            cause = f"waiting {waiting.id} {waiting.version}"
            notice = NoticeInput(cause, kind.name, SubjectType.CONTRIBUTION, waiting.id, kind.topic)
            told = _insert(session, moderators_of(session, actor, waiting), notice, day)
            first = {**told, **first}
        _mail_first(session, first, day)
    return len(first)


def tell_of_due_answers(session: Session, actor: Actor, kind: Telling) -> int:
    """Warn those who can answer, once, of each answer due on the next working day; return how many people now.

    Run every hour. A person gets one mail whatever comes due, and the notices are dated by the day: nothing stored with
    a contribution is finer than its day.
    """
    require(actor, Action.NOTICE_CREATE, NOTHING)
    day = datetime.combine(clock.now().date(), time.min, tzinfo=UTC)
    first: dict[int, _Told] = {}  # person → the notice that is mailed
    with transaction(session):
        due = answers_due(session, actor)
        holders = holders_who_answer(session, actor, frozenset(each.entity_id for each in due)) if due else []
        for each in due:
            cause = f"{kind.name} {each.id} {each.due_on}"
            notice = NoticeInput(cause, kind.name, SubjectType.CONTRIBUTION, each.id, kind.topic)
            first = {**_insert(session, each.answered_by(holders), notice, day), **first}
        _mail_first(session, first, day)
    return len(first)


def tell_of_due_actions(session: Session, actor: Actor, kind: Telling) -> None:
    """Remind each owner once within the week before the day of an action, and once after it. Run every hour."""
    require(actor, Action.NOTICE_CREATE, NOTHING)
    today = clock.today()
    with transaction(session):
        for action_id, owner_id, due_on in reminders_due(session, actor, today):
            when = "after" if due_on < today else "before"
            cause = f"{kind.name} {action_id} {due_on} {when}"
            tell(session, actor, {owner_id}, NoticeInput(cause, kind.name, SubjectType.ACTION, action_id, kind.topic))


def tell_of_follow_ups(session: Session, actor: Actor, kind: Telling) -> None:
    """Tell who asked an author that an answer is there: by the day, so that no notice says when it came."""
    require(actor, Action.NOTICE_CREATE, NOTHING)
    day = datetime.combine(clock.now().date(), time.min, tzinfo=UTC)
    with transaction(session):
        for thread_id, asker_id, count in follow_ups_answered(session, actor):
            cause = f"follow-up {thread_id} {count}"
            notice = NoticeInput(cause, kind.name, SubjectType.THREAD, thread_id, kind.topic)
            _mail_first(session, _insert(session, [asker_id], notice, day), day)


def tell_of_not_started(session: Session, actor: Actor, kind: Telling) -> int:
    """Remind, once in each edition, who joined a while ago and has not started; return how many people now.

    Run every hour; it does nothing where the entity has not switched the function on.
    """
    require(actor, Action.NOTICE_CREATE, NOTHING)
    told: frozenset[int] = frozenset()
    with transaction(session):
        people: dict[int, set[int]] = {}
        for member in members_to_remind(session, actor):
            people.setdefault(member.edition_id, set()).add(member.person_id)
        for edition_id, there in people.items():
            notice = NoticeInput(f"{kind.name} {edition_id}", kind.name, SubjectType.EDITION, edition_id, kind.topic)
            told |= tell(session, actor, there - told, notice)  # one at a time, whatever the campaigns
    return len(told)


def tell_of_ending_mandates(session: Session, actor: Actor, kind: Telling) -> None:
    """Tell holders of mandates that end on their own day, in the morning of the last working day. Run every hour."""
    require(actor, Action.NOTICE_CREATE, NOTHING)
    now, today = clock.now(), clock.today()
    with transaction(session):
        for mandate in mandates_ending(session, actor, today, today + LONGEST_PAUSE):
            if mandate.is_due(now):
                cause = f"{kind.name} {mandate.id} {mandate.ends_on}"
                notice = NoticeInput(cause, kind.name, SubjectType.MANDATE, mandate.id, kind.topic)
                tell(session, actor, {mandate.person_id}, notice)


def mark_mailed(session: Session, actor: Actor, notice_id: int) -> None:
    """Remember that the mail of a notice has left."""
    require(actor, Action.NOTICE_CREATE, NOTHING)
    with transaction(session):
        session.execute(update(Notice).where(Notice.id == notice_id).values(is_mailed=True))


def put_off_mail(session: Session, actor: Actor, notice_id: int, until: datetime) -> None:
    """Mail a notice later: outside the working hours of its reader. What was held leaves over half an hour."""
    require(actor, Action.NOTICE_CREATE, NOTHING)
    with transaction(session):
        _mail(session, notice_id, until + timedelta(minutes=notice_id % HELD_LEAVE_WITHIN))


def change_cadence(session: Session, actor: Actor, notice_id: int, cadence: Cadence) -> None:
    """Leave a notice to the digests, or to none: its reader wants that now, or had all the mails of a week."""
    require(actor, Action.NOTICE_CREATE, NOTHING)
    with transaction(session):
        session.execute(update(Notice).where(Notice.id == notice_id).values(cadence=cadence))


def mark_read(session: Session, actor: Actor, ids: Iterable[int] | None = None) -> None:
    """Mark some of the actor's own notices as read, or all of them; those of others are left alone."""
    require(actor, Action.NOTICE_READ, Facts(person_id=actor.person_id))
    mine = update(Notice).where(Notice.person_id == actor.person_id, Notice.read_at.is_(None))
    if ids is not None:
        mine = mine.where(Notice.id.in_(list(ids)))
    with transaction(session):
        session.execute(mine.values(read_at=clock.now()).execution_options(synchronize_session=False))


@dataclass(frozen=True, slots=True)
class _Told:
    """A new notice, and whether it has a mail of its own."""

    id: int
    is_mailed_at_once: bool


def _insert(session: Session, people: Iterable[int], data: NoticeInput, at: datetime) -> dict[int, _Told]:
    """Insert what is not there yet; return the new notices by person. The unique key decides, not a look before."""
    table = Notice.__table__
    insert = insert_for(session.get_bind().dialect.name)
    readers = sorted(people)
    told: dict[int, _Told] = {}
    for start in range(0, len(readers), ROWS_AT_ONCE):
        some = readers[start : start + ROWS_AT_ONCE]
        cadences = cadences_of(session, SYSTEM, some, data.topic)
        rows = [
            {
                "id": new_id(),
                "event_id": data.event_id,
                "person_id": person_id,
                "kind": data.kind,
                "subject_type": data.subject_type,
                "subject_id": data.subject_id,
                "params": dict(data.params),
                "created_at": at,
                "is_mailed": False,
                "cadence": cadences.get(person_id, Cadence.AT_ONCE),
            }
            for person_id in some
        ]
        statement = insert(table).values(rows).on_conflict_do_nothing()
        for row in session.execute(statement.returning(table.c.person_id, table.c.id)):
            told[row.person_id] = _Told(row.id, cadences.get(row.person_id, Cadence.AT_ONCE) is Cadence.AT_ONCE)
    return told


def _mail_first(session: Session, told: Mapping[int, _Told], run_at: datetime) -> None:
    for each in told.values():
        if each.is_mailed_at_once:
            _mail(session, each.id, run_at)


def _mail(session: Session, notice_id: int, run_at: datetime) -> None:
    """Ask for the mail of a notice; whether it may leave at that hour is decided when it would (``jobs.py``)."""
    enqueue(session, MAIL_JOB, {"notice_id": notice_id}, run_at)


def tell_of_marks_due(session: Session, actor: Actor, kind: Telling) -> None:
    """Remind assessors, once for each last day, that their marks are expected by tomorrow. Run every hour."""
    require(actor, Action.NOTICE_CREATE, NOTHING)
    with transaction(session):
        for (review_id, due_on), people in marks_due(session, actor).items():
            notice = NoticeInput(
                f"{kind.name} {review_id} {due_on}", kind.name, SubjectType.REVIEW, review_id, kind.topic
            )
            tell(session, actor, people, notice)
