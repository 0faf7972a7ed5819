"""Digests: plan who gets one today, remember what it brought; and forget old notices."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta

from sqlalchemy import CursorResult, delete, select, update
from sqlalchemy.orm import Session

from app.core import clock
from app.db.session import transaction
from app.jobs.queue import enqueue
from app.notifications.models import FOR_DIGEST, Notice
from app.notifications.queries.digests import digest_places, people_due
from app.notifications.types import Cadence
from app.policy.actor import Actor
from app.policy.check import require
from app.policy.facts import NOTHING
from app.policy.rules import Action

DIGEST_JOB = "notifications.digest"
DIGESTS_A_MINUTE = 200  # other mails pass between them
PEOPLE_AT_ONCE = 500
READ_KEPT = timedelta(days=90)  # from the day on which it was told
UNREAD_KEPT = timedelta(days=365)
FORGOTTEN_AT_ONCE = 1000


def plan_digests(session: Session, actor: Actor) -> int:
    """Plan the digests of today where people work now, each person's once; return how many. Run every half hour.

    What a digest brings is settled here: what is told while it is sent comes with the next one. One that could not be
    sent is planned again on the next working day. Two statements, and the jobs, for every 500 people.
    """
    require(actor, Action.NOTICE_CREATE, NOTHING)
    now, count = clock.now(), 0
    for place in digest_places(session, actor, now):
        after = 0
        while people := people_due(session, actor, place, after, PEOPLE_AT_ONCE):
            after = people[-1]
            with transaction(session):
                session.execute(
                    update(Notice)
                    .where(Notice.person_id.in_(people), FOR_DIGEST, place.is_due())
                    .values(digest_on=place.day)
                    .execution_options(synchronize_session=False)
                )
                for person_id in people:
                    payload = {"person_id": person_id, "day": place.day.isoformat()}
                    enqueue(session, DIGEST_JOB, payload, now + timedelta(minutes=count // DIGESTS_A_MINUTE))
                    count += 1
    return count


def end_digest(session: Session, actor: Actor, person_id: int, day: date, brought: Collection[int]) -> None:
    """Remember which notices the digest of a day brought; the others of it are for no mail any more."""
    require(actor, Action.NOTICE_CREATE, NOTHING)
    in_it = (Notice.person_id == person_id, Notice.digest_on == day, FOR_DIGEST)
    with transaction(session):
        mailed = update(Notice).where(*in_it, Notice.id.in_(brought)).values(is_mailed=True)
        session.execute(mailed.execution_options(synchronize_session=False))
        left_out = update(Notice).where(*in_it).values(cadence=Cadence.NEVER)  # what was mailed is no longer among them
        session.execute(left_out.execution_options(synchronize_session=False))


def forget_notices(session: Session, actor: Actor) -> int:
    """Delete notices three months after they were told when they were read, else after a year; return how many."""
    require(actor, Action.NOTICE_CREATE, NOTHING)
    now, count = clock.now(), 0
    old = (Notice.created_at < now - READ_KEPT) & (
        Notice.read_at.is_not(None) | (Notice.created_at < now - UNREAD_KEPT)
    )
    while True:
        with transaction(session):
            some = select(Notice.id).where(old).limit(FORGOTTEN_AT_ONCE).scalar_subquery()
            result = session.execute(
                delete(Notice).where(Notice.id.in_(some)).execution_options(synchronize_session=False)
            )
        assert isinstance(result, CursorResult)
        count += result.rowcount
        if result.rowcount < FORGOTTEN_AT_ONCE:
            return count
