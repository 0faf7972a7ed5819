"""What runs on time: each tick is a row that only one worker can insert."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import ColumnElement, and_, delete, or_, select, update
from sqlalchemy.orm import Session

from app.core import clock
from app.core.errors import NotPossibleNow
from app.core.failures import describe
from app.db.session import transaction, unique
from app.jobs.models import Job, JobState, ScheduledRun
from app.jobs.run import MakeSession

MONDAY = datetime(1970, 1, 5, tzinfo=UTC)  # ticks are counted from here: days at midnight, weeks on Monday
LOST_AFTER = timedelta(minutes=10)  # a run without an end is taken over; handlers only plan, and take seconds
RETRY_AFTER = timedelta(minutes=5)  # a run that failed is tried again, until the next tick is due
JOBS_KEPT = timedelta(days=1)
RUNS_KEPT = timedelta(days=30)

log = logging.getLogger(__name__)

PeriodicHandler = Callable[[Session, datetime], None]
"""Does the work of the tick that was due at that instant. It opens its own transactions."""


@dataclass(frozen=True, slots=True)
class Periodic:
    """Work for every so many minutes, counted from midnight UTC; 7 x 1440 falls on Mondays.

    ``marks_itself``: its own rows say what is done, so no tick is claimed. Every worker runs it every minute, also in
    the minutes that a clock set back shows again, which would otherwise count as done.
    """

    every_minutes: int
    handler: PeriodicHandler
    marks_itself: bool = False


def run_periodic(make_session: MakeSession, periodic: Mapping[str, Periodic]) -> int:
    """Run what is due and not yet done; return how many went well. Missed ticks are not made up for."""
    return sum(_run(make_session, name, work) for name, work in periodic.items())


def claim_tick(session: Session, name: str, due_at: datetime) -> int | None:
    """Claim the tick and return the number of its run; ``None`` when it is done, or another worker has it."""
    seen = session.execute(
        select(ScheduledRun.id, ScheduledRun.started_at, _is_open()).where(
            ScheduledRun.name == name, ScheduledRun.due_at == due_at
        )
    ).one_or_none()
    if seen is None:
        return _insert(session, name, due_at)
    number, started_at, is_open = seen
    return _take_over(session, number, started_at) if is_open else None


def forget_finished(session: Session, due_at: datetime) -> None:
    """Delete finished jobs after a day and old ticks after a month. A handler for ``PERIODIC``, every hour."""
    with transaction(session):
        session.execute(delete(Job).where(Job.state == JobState.DONE, Job.run_at < due_at - JOBS_KEPT))
        session.execute(delete(ScheduledRun).where(ScheduledRun.due_at < due_at - RUNS_KEPT))


def last_tick(every_minutes: int) -> datetime:
    """Return the latest instant at which such work was due."""
    step = timedelta(minutes=every_minutes)
    return MONDAY + (clock.now() - MONDAY) // step * step


def _is_open() -> ColumnElement[bool]:
    """Return the condition "this run was lost, or failed long enough ago"."""
    now = clock.now()
    return or_(
        and_(ScheduledRun.ended_at.is_(None), ScheduledRun.started_at < now - LOST_AFTER),
        and_(ScheduledRun.error != "", ScheduledRun.ended_at < now - RETRY_AFTER),
    )


def _insert(session: Session, name: str, due_at: datetime) -> int | None:
    run = ScheduledRun(name=name, due_at=due_at)
    try:
        with transaction(session), unique(session, NotPossibleNow):
            session.add(run)
    except NotPossibleNow:
        return None
    return run.id


def _take_over(session: Session, number: int, started_at: datetime) -> int | None:
    """Begin the run again, unless another worker just did."""
    with transaction(session):
        return session.scalar(
            update(ScheduledRun)
            .where(ScheduledRun.id == number, ScheduledRun.started_at == started_at)
            .values(started_at=clock.now(), ended_at=None, error="")
            .returning(ScheduledRun.id)
            .execution_options(synchronize_session=False)
        )


def _run(make_session: MakeSession, name: str, work: Periodic) -> bool:
    """Run one tick, if it is to be had; tell whether it went well."""
    due_at = last_tick(work.every_minutes)
    number = None
    if not work.marks_itself:
        with make_session() as session:
            number = claim_tick(session, name, due_at)
        if number is None:
            return False
    error = ""
    try:
        with make_session() as session:
            work.handler(session, due_at)
    except Exception as failure:  # noqa: BLE001 - one failure must not stop the others
        error = describe(failure)
        log.error("periodic work %s failed: %s", name, error)
    if number is None:
        return not error
    with make_session() as session, transaction(session):
        session.execute(
            update(ScheduledRun)
            .where(ScheduledRun.id == number)
            .values(ended_at=clock.now(), error=error)
            .execution_options(synchronize_session=False)
        )
    return not error
