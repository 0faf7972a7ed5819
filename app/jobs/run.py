"""Do the work that is due: claim a row, run its handler, write down how it ended.

A claim is an update that only one worker can win, good for the length of a lease. A worker that dies leaves
its lease to expire; the sweep gives the job back. So a job runs at least once, and its handler must not mind
a second time.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, CursorResult, TextClause, case, select, text, update
from sqlalchemy.orm import Session

from app.core import clock
from app.core.failures import Hopeless, describe
from app.db.session import transaction
from app.jobs.models import Job, JobState

LEASE = timedelta(seconds=60)  # a handler must be done by then
PAUSES = (15, 60, 300, 1200, 3600, 7200, 14400)  # seconds before each new attempt: a mail server may be down for hours
MAX_ATTEMPTS = len(PAUSES) + 1

# Written as in the partial index: with parameters in their place, neither database would use it.
_LIVE = text("state IN ('queued', 'running')")

log = logging.getLogger(__name__)

MakeSession = Callable[[], Session]


@dataclass(frozen=True, slots=True)
class Task:
    """One attempt at one job. ``attempt`` counts from 1."""

    job_id: int
    name: str
    payload: Mapping[str, Any]
    attempt: int


JobHandler = Callable[[Session, Task], None]
"""Does the work. It runs outside any transaction, so that a slow mail server locks nothing; it opens its own."""


def run_due(make_session: MakeSession, jobs: Mapping[str, JobHandler], limit: int = 20) -> int:
    """Run up to ``limit`` jobs that are due, oldest first; return how many went well.

    A job that fails waits longer each time; after ``MAX_ATTEMPTS`` it stays as dead, where ``pepite doctor``
    shows it.
    """
    with make_session() as session:
        due = session.scalars(
            select(Job.id)
            .where(_LIVE, Job.state == JobState.QUEUED, Job.run_at <= clock.now())
            .order_by(Job.run_at, Job.id)
            .limit(limit)
        ).all()
    return sum(_run(make_session, job_id, jobs) for job_id in due)


def sweep(make_session: MakeSession) -> int:
    """Give back the jobs whose worker died, or end them when they were tried often enough; return how many."""
    with make_session() as session:
        expired = (_LIVE, Job.state == JobState.RUNNING, Job.lease_until < clock.now())
        if session.scalar(select(Job.id).where(*expired).limit(1)) is None:
            return 0  # the usual case writes nothing, and so locks nothing
        with transaction(session):
            state = case((Job.attempts >= MAX_ATTEMPTS, JobState.DEAD.value), else_=JobState.QUEUED.value)
            swept = _update(session, *expired, state=state, run_at=clock.now(), lease_until=None, error="worker lost")
    log.warning("%d jobs lost their worker", swept)
    return swept


def _run(make_session: MakeSession, job_id: int, jobs: Mapping[str, JobHandler]) -> bool:
    """Run one job, if it is still to be had; tell whether it went well."""
    with make_session() as session:
        task = _claim(session, job_id)
    if task is None:
        return False
    try:
        # A session of its own: what a handler forgot to save must not be saved with the end of the job.
        with make_session() as session:
            _handler(jobs, task.name)(session, task)
    except Exception as error:  # noqa: BLE001 - whatever it is, the job must not stay claimed
        _fail(make_session, task, error)
        return False
    return _end(make_session, task, state=JobState.DONE, error="")


def _handler(jobs: Mapping[str, JobHandler], name: str) -> JobHandler:
    try:
        return jobs[name]
    except KeyError as error:
        msg = "nobody does this work"
        raise LookupError(msg) from error


def _claim(session: Session, job_id: int) -> Task | None:
    """Take the job for the length of a lease; ``None`` when another worker was quicker."""
    with transaction(session):
        row = session.execute(
            update(Job)
            .where(Job.id == job_id, Job.state == JobState.QUEUED)
            .values(state=JobState.RUNNING, attempts=Job.attempts + 1, lease_until=clock.now() + LEASE)
            .returning(Job.id, Job.name, Job.payload, Job.attempts)
            .execution_options(synchronize_session=False)
        ).one_or_none()
    return None if row is None else Task(*row)


def _fail(make_session: MakeSession, task: Task, error: Exception) -> None:
    """Let the job wait before its next attempt, or end it."""
    what = describe(error)
    log.error("job %s (%d) failed at attempt %d: %s", task.name, task.job_id, task.attempt, what)
    if isinstance(error, Hopeless) or task.attempt >= MAX_ATTEMPTS:
        _end(make_session, task, state=JobState.DEAD, error=what)
    else:
        pause = timedelta(seconds=PAUSES[task.attempt - 1])
        _end(make_session, task, state=JobState.QUEUED, run_at=clock.now() + pause, error=what)


def _end(make_session: MakeSession, task: Task, **values: object) -> bool:
    """Write down how this attempt ended, unless the lease expired and another attempt has begun."""
    mine = (Job.id == task.job_id, Job.state == JobState.RUNNING, Job.attempts == task.attempt)
    with make_session() as session, transaction(session):
        return _update(session, *mine, lease_until=None, **values) == 1


def _update(session: Session, *where: ColumnElement[bool] | TextClause, **values: object) -> int:
    """Change the jobs for which all conditions hold; return how many."""
    result = session.execute(update(Job).where(*where).values(**values).execution_options(synchronize_session=False))
    assert isinstance(result, CursorResult)
    return result.rowcount
