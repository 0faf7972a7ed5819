"""What people have read of what they were told, so that the story does not begin with a thousand unread notices."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import delete, select

from app.accounts.models import Person
from app.core import clock
from app.demo.world import World, random_for
from app.feedback.models import Feedback
from app.feedback.types import State
from app.jobs.models import Job
from app.notifications.kinds import feedback_waiting
from app.notifications.models import Notice
from app.notifications.service import plan_digests, tell_of_untraceable
from app.notifications.types import Cadence
from app.policy.actor import SYSTEM

FOR_DIGEST = timedelta(days=14)  # what is as new as that waits for the mail of a day
KEPT_FOR = timedelta(days=24)  # older notices are gone
READ_AFTER = timedelta(days=6)  # by then whoever reads their notices has read
UNREAD = 0.3  # share of the others
WAITING = feedback_waiting.KIND.name


def read_notices(world: World) -> None:
    """Mark most notices as read; only digests are still to be mailed about what happened before the load."""
    session, now = world.session, world.timeline.now
    with clock.set_to(now):
        tell_of_untraceable(session, SYSTEM, feedback_waiting.KIND)
    session.execute(delete(Job))
    session.execute(delete(Notice).where(Notice.created_at < now - KEPT_FOR))
    waiting = set(session.scalars(select(Feedback.id).where(Feedback.state == State.WAITING)))
    told = select(Notice, Person.email).join(Person, Person.id == Notice.person_id)
    for notice, reader in session.execute(told):
        rng = random_for("notice", reader, notice.kind, notice.created_at)
        read_at = notice.created_at + timedelta(hours=rng.uniform(1, READ_AFTER.days * 24))
        if notice.cadence == Cadence.DAILY and notice.created_at > now - FOR_DIGEST:
            continue  # the digest of the next working day brings it
        is_open = notice.subject_id in waiting if notice.kind == WAITING else rng.random() < UNREAD
        notice.is_mailed = True
        notice.read_at = None if is_open or read_at > now else read_at
    session.flush()
    with clock.set_to(now):
        plan_digests(session, SYSTEM)  # where people work now; elsewhere, the worker does when they begin
