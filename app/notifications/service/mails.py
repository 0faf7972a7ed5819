"""Try mails again that were given up, for who runs the site. What a mail server may have is never sent again."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core import clock
from app.db.session import transaction
from app.jobs.models import Job, JobState
from app.journal.record import record
from app.mail.ledger import forget_refused, plan_again
from app.notifications.models import Notice
from app.notifications.queries.mails import LISTED
from app.notifications.types import MailSort, cause_of
from app.outbox.publish import WAKE
from app.policy.actor import Actor
from app.policy.check import require
from app.policy.facts import NOTHING
from app.policy.rules import Action

RETRIED_SORTS = (MailSort.NOTICE, MailSort.DIGEST)  # a sign-in link has expired; an invitation has its own page


def try_mails_again(session: Session, actor: Actor, job_ids: Collection[int] | None = None) -> int:
    """Try mails again that were given up: some, or the latest of all; return how many. Twice is the same as once."""
    require(actor, Action.MAILS_MANAGE, NOTHING)
    with transaction(session):
        dead = (
            select(Job)
            .where(Job.name.in_([sort.value for sort in RETRIED_SORTS]), Job.state == JobState.DEAD)
            .order_by(Job.run_at.desc(), Job.id)
            .limit(LISTED)
            .with_for_update(key_share=True)
        )
        jobs = session.scalars(dead if job_ids is None else dead.where(Job.id.in_(job_ids))).all()
        for job in jobs:
            job.state, job.attempts, job.run_at, job.error = JobState.QUEUED, 0, clock.now(), ""
        if jobs:
            plan_again(session, [cause_of(job.name, job.payload) for job in jobs])
            forget_refused(session, *_readers(session, jobs))
            record(session, actor, "notifications.mails_tried_again", ("mails", 0, NOTHING), {"count": len(jobs)})
            session.info[WAKE] = True
    return len(jobs)


def try_address_again(session: Session, actor: Actor, person_id: int) -> None:
    """Send mails again to an address that a mail server refused; twice is the same as once."""
    require(actor, Action.MAILS_MANAGE, NOTHING)
    with transaction(session):
        forget_refused(session, person_id)
        record(session, actor, "notifications.address_tried_again", ("person", person_id, NOTHING), {})


def _readers(session: Session, jobs: Collection[Job]) -> list[int]:
    told = [job.payload["notice_id"] for job in jobs if job.name == MailSort.NOTICE]
    readers = [job.payload["person_id"] for job in jobs if job.name == MailSort.DIGEST]
    return [*readers, *session.scalars(select(Notice.person_id).where(Notice.id.in_(told)))]
