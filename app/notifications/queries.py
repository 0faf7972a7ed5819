"""Who is told, and what a notice shows to its reader."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, SelectBase, and_, case, null, or_, select, text, union
from sqlalchemy.orm import Session

from app.accounts.models import Mandate, Person
from app.accounts.queries import standing_of
from app.accounts.types import PersonStatus
from app.campaigns.types import IdentityLevel
from app.core import clock
from app.core.pages import Page, join_key, read_instant, read_key, read_number
from app.decisions.models import Decision
from app.decisions.types import HANDLING_OF
from app.entities.models import Entity
from app.feedback.models import Comment, Feedback, MeToo
from app.feedback.types import CommentRole, CommentState, State
from app.moderation.models import ModerationDecision
from app.moderation.types import Outcome
from app.notifications.models import Notice
from app.notifications.types import NoticeKind
from app.policy.actor import UNKNOWN_LANGUAGE, Actor, Role
from app.policy.check import can, require
from app.policy.facts import NOTHING, Facts
from app.policy.rules import Action

PAGE_SIZE = 30
UNTRACEABLE_MAX = 500  # waiting at once in the group; the rest is told of at the next hour

# Written as in the partial index: with a parameter in its place, neither database would use it.
_WAITING = text("feedback.state = 'waiting'")


@dataclass(frozen=True, slots=True)
class Subject:
    """The contribution an event speaks of, as it is now."""

    id: int
    version: int
    state: State
    handling: str
    identity: IdentityLevel
    author_id: int | None
    entity_id: int
    campaign_id: int
    language: str

    @property
    def waits(self) -> bool:
        """Whether a moderator has to read it."""
        return self.state is State.WAITING

    @property
    def is_published(self) -> bool:
        """Whether readers may see it."""
        return self.state is State.PUBLISHED

    @property
    def is_untraceable(self) -> bool:
        """Whether nobody knows its author."""
        return self.identity is IdentityLevel.UNTRACEABLE


@dataclass(frozen=True, slots=True)
class NoticeRow:
    """One notice, with what its reader may see of the contribution now; ``title`` is empty when that is nothing."""

    id: int
    kind: NoticeKind
    feedback_id: int
    params: Mapping[str, Any]
    created_at: datetime
    is_read: bool
    title: str
    language: str
    is_visible: bool
    still_waits: bool
    words: str  # a moderator's question or reason, for the author
    words_language: str


@dataclass(frozen=True, slots=True)
class NoticeMail:
    """A notice and to whom it is mailed."""

    notice: NoticeRow
    email: str
    locale: str


_SUBJECT = (
    Feedback.id, Feedback.version, Feedback.state, Feedback.handling, Feedback.identity, Feedback.author_id,
    Feedback.entity_id, Feedback.campaign_id, Feedback.language,
)  # fmt: skip


# --- who is told -----------------------------------------------------------------------------------


def subject_of(session: Session, actor: Actor, feedback_id: int) -> Subject | None:
    """Return the contribution an event speaks of; ``None`` when it is gone. One statement."""
    require(actor, Action.NOTICE_CREATE, NOTHING)
    row = session.execute(select(*_SUBJECT).where(Feedback.id == feedback_id)).first()
    return Subject(*row) if row else None


def untraceable_waiting(session: Session, actor: Actor) -> list[Subject]:
    """Return the contributions nobody can trace that wait, in no order that tells anything. One statement."""
    require(actor, Action.NOTICE_CREATE, NOTHING)
    rows = session.execute(
        select(*_SUBJECT)
        .where(_WAITING, Feedback.identity == IdentityLevel.UNTRACEABLE)
        .order_by(Feedback.id)
        .limit(UNTRACEABLE_MAX)
    )
    return [Subject(*row) for row in rows]


def moderators_of(session: Session, actor: Actor, subject: Subject) -> frozenset[int]:
    """Return who may moderate the contribution today, but for its author. One statement.

    Community managers of its entity, and the ambassadors there who read its language.
    """
    require(actor, Action.NOTICE_CREATE, NOTHING)
    today = clock.today()
    rows = session.execute(
        select(Mandate.person_id, Mandate.role, Mandate.languages)
        .join(Person, Person.id == Mandate.person_id)
        .where(
            Mandate.role.in_([Role.COMMUNITY_MANAGER, Role.AMBASSADOR]),
            or_(Mandate.entity_id.is_(None), Mandate.entity_id == subject.entity_id),
            or_(Mandate.campaign_id.is_(None), Mandate.campaign_id == subject.campaign_id),
            Mandate.starts_on <= today,
            or_(Mandate.ends_on.is_(None), Mandate.ends_on >= today),
            Person.status == PersonStatus.ACTIVE,
        )
    )
    return frozenset(
        person_id
        for person_id, role, languages in rows
        if person_id != subject.author_id
        and (role is Role.COMMUNITY_MANAGER or subject.language in {*languages, UNKNOWN_LANGUAGE})
    )


def author_of(session: Session, actor: Actor, subject: Subject) -> frozenset[int]:
    """Return the author, if anybody knows them and their account is open. One statement."""
    require(actor, Action.NOTICE_CREATE, NOTHING)
    return _active(session, select(Person.id).where(Person.id == subject.author_id))


def conversation_of(session: Session, actor: Actor, subject: Subject) -> frozenset[int]:
    """Return the author and who commented. One statement."""
    require(actor, Action.NOTICE_CREATE, NOTHING)
    return _active(session, union(_author(subject), _commenters(subject)))


def audience_of(session: Session, actor: Actor, subject: Subject) -> frozenset[int]:
    """Return the author, who commented, and who said "me too". One statement."""
    require(actor, Action.NOTICE_CREATE, NOTHING)
    me_toos = select(MeToo.person_id).where(MeToo.feedback_id == subject.id)
    return _active(session, union(_author(subject), _commenters(subject), me_toos))


def is_told_as_decision(session: Session, actor: Actor, subject: Subject, by_id: int) -> bool:
    """Tell whether the handling moved with a sponsor's decision, which has its own notice. One statement."""
    require(actor, Action.NOTICE_CREATE, NOTHING)
    last = session.execute(
        select(Decision.by_id, Decision.verdict)
        .where(Decision.feedback_id == subject.id)
        .order_by(Decision.at.desc(), Decision.id)
        .limit(1)
    ).first()
    return last is not None and last.by_id == by_id and HANDLING_OF[last.verdict] == subject.handling


def _author(subject: Subject) -> Select[*tuple[Any, ...]]:
    return select(Feedback.author_id).where(Feedback.id == subject.id, Feedback.author_id.is_not(None))


def _commenters(subject: Subject) -> Select[*tuple[Any, ...]]:
    return select(Comment.author_id).where(
        Comment.feedback_id == subject.id,
        Comment.author_id.is_not(None),
        Comment.role == CommentRole.COMMENT,
        Comment.state == CommentState.PUBLISHED,
    )


def _active(session: Session, people: SelectBase) -> frozenset[int]:
    return frozenset(
        session.scalars(select(Person.id).where(Person.id.in_(people), Person.status == PersonStatus.ACTIVE))
    )


# --- what is shown ---------------------------------------------------------------------------------


def notices_page(session: Session, actor: Actor, after: str = "", limit: int = PAGE_SIZE) -> Page[NoticeRow]:
    """Return a page of the actor's own notices, newest first. One statement, whatever their number."""
    require(actor, Action.NOTICE_READ, Facts(person_id=actor.person_id))
    statement = _notices().where(Notice.person_id == actor.person_id)
    place = read_key(after, read_instant, read_number)
    if place is not None:
        at, notice_id = place
        earlier = and_(Notice.created_at == at, Notice.id < notice_id)
        statement = statement.where(Notice.created_at <= at, or_(Notice.created_at < at, earlier))
    statement = statement.order_by(Notice.created_at.desc(), Notice.id.desc()).limit(limit + 1)
    rows = [_seen_by(actor, row) for row in session.execute(statement)]
    shown = rows[:limit]
    return Page(shown, join_key(shown[-1].created_at.isoformat(), shown[-1].id) if len(rows) > limit else "")


def latest_unread(session: Session, actor: Actor, limit: int) -> list[NoticeRow]:
    """Return the latest notices the actor has not read, newest first. One statement, whatever their number.

    Those of a queue stay away: how much waits there is said once, not line by line.
    """
    require(actor, Action.NOTICE_READ, Facts(person_id=actor.person_id))
    mine = (Notice.person_id == actor.person_id, Notice.read_at.is_(None))
    statement = _notices().where(*mine, Notice.kind != NoticeKind.FEEDBACK_WAITING)
    rows = session.execute(statement.order_by(Notice.created_at.desc(), Notice.id.desc()).limit(limit))
    return [_seen_by(actor, row) for row in rows]


def notice_mail(session: Session, actor: Actor, notice_id: int) -> NoticeMail | None:
    """Return a notice to be mailed; ``None`` when it was, is read, or its reader may no longer see anything of it.

    Three statements: what the reader may do today decides, not what they could when it happened.
    """
    require(actor, Action.NOTICE_CREATE, NOTHING)
    reader = session.execute(
        select(Person.id, Person.entity_id, Person.email, Person.locale, Entity.default_locale)
        .join(Notice, Notice.person_id == Person.id)
        .join(Entity, Entity.id == Person.entity_id)
        .where(
            Notice.id == notice_id, Notice.is_mailed.is_(False), Notice.read_at.is_(None),
            Person.status == PersonStatus.ACTIVE,
        )
    ).first()  # fmt: skip
    if reader is None:
        return None
    standing = standing_of(session, actor, reader.id)
    reads_as = Actor(
        person_id=reader.id,
        entity_id=reader.entity_id,
        grants=standing.grants,
        enrolled_in=standing.enrolled_in,
        campaigns_open=standing.campaigns_open,
    )
    notice = _seen_by(reads_as, session.execute(_notices().where(Notice.id == notice_id)).one())
    is_late = notice.kind == NoticeKind.FEEDBACK_WAITING and not notice.still_waits
    if not notice.is_visible or is_late:
        return None
    return NoticeMail(notice, reader.email, reader.locale or reader.default_locale)


def _notices() -> Select[*tuple[Any, ...]]:
    """Select notices with what they speak of; the words of the last decision only for those that quote them."""
    quoted = case(
        (Notice.kind == NoticeKind.FEEDBACK_SENT_BACK, Outcome.SENT_BACK.value),
        (Notice.kind == NoticeKind.FEEDBACK_HIDDEN, Outcome.HIDDEN.value),
        else_=null(),
    )
    last = (
        select(ModerationDecision.id)
        .where(ModerationDecision.feedback_id == Notice.feedback_id, ModerationDecision.outcome == quoted)
        .order_by(ModerationDecision.at.desc(), ModerationDecision.id)
        .limit(1)
        .correlate(Notice)
        .scalar_subquery()
    )
    columns: Select[*tuple[Any, ...]] = select(
        Notice.id, Notice.kind, Notice.feedback_id, Notice.params, Notice.created_at,
        Notice.read_at.is_not(None).label("is_read"), Feedback.title, Feedback.language, Feedback.state,
        Feedback.entity_id, Feedback.campaign_id, Feedback.author_id, ModerationDecision.reason,
        ModerationDecision.language.label("reason_language"),
    )  # fmt: skip
    return columns.join(Feedback, Feedback.id == Notice.feedback_id).outerjoin(
        ModerationDecision, ModerationDecision.id == last
    )


def _seen_by(actor: Actor, row: Row[*tuple[Any, ...]]) -> NoticeRow:
    """Keep of the contribution what the actor may see; a moderator's words are for its author only."""
    facts = Facts(
        entity_id=row.entity_id,
        campaign_id=row.campaign_id,
        author_id=row.author_id,
        feedback_id=row.feedback_id,
        language=row.language,
        is_published=row.state is State.PUBLISHED,
        is_withdrawn=row.state is State.WITHDRAWN,
    )
    notice = NoticeRow(
        id=row.id,
        kind=row.kind,
        feedback_id=row.feedback_id,
        params=row.params,
        created_at=row.created_at,
        is_read=bool(row.is_read),
        title=row.title,
        language=row.language,
        is_visible=can(actor, Action.FEEDBACK_VIEW, facts),
        still_waits=row.state is State.WAITING,
        words=row.reason or "",
        words_language=row.reason_language or "",
    )
    if not notice.is_visible:
        notice = replace(notice, title="", language="")
    is_author = row.author_id is not None and row.author_id == actor.person_id
    return notice if is_author else replace(notice, words="", words_language="")
