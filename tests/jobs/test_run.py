"""A job runs when it is due, again when it failed, and once more when its worker died."""

from __future__ import annotations

import logging
import os
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from threading import Barrier, Thread

import pytest
import time_machine
from sqlalchemy import select, update
from sqlalchemy.orm import Session, sessionmaker

from app.core import clock
from app.core.failures import Hopeless
from app.db.engine import make_engine
from app.db.session import transaction
from app.jobs.models import Job, JobState
from app.jobs.queue import enqueue
from app.jobs.run import LEASE, MAX_ATTEMPTS, Task, run_due, sweep

MakeSession = Callable[[], Session]
LATER = LEASE + timedelta(seconds=1)
SECRET = "what somebody wrote"


class Killed(BaseException):
    """The worker dies: nothing after it is done, as after a power failure."""


def only_job(session: Session) -> Job:
    session.expire_all()
    return session.scalars(select(Job)).one()


def ring(session: Session, times: int = 1) -> None:
    """Ask for work, and save it."""
    for number in range(times):
        enqueue(session, "ring", {"number": number})
    session.commit()


def fail(_session: Session, _task: Task) -> None:
    raise ValueError(SECRET)


@pytest.fixture
def file_sessions(tmp_path: Path) -> Iterator[MakeSession]:
    """Yield sessions on a database of its own, which threads and processes can share."""
    engine = make_engine(f"sqlite:///{tmp_path}/jobs.db")
    Job.__table__.create(engine)
    yield sessionmaker(engine, expire_on_commit=False)
    engine.dispose()


def test_runs_what_is_due_once(session: Session, make_test_session: MakeSession) -> None:
    heard: list[Task] = []
    ring(session)
    assert run_due(make_test_session, {"ring": lambda _s, task: heard.append(task)}) == 1
    assert run_due(make_test_session, {"ring": lambda _s, task: heard.append(task)}) == 0
    assert [(task.name, task.payload, task.attempt) for task in heard] == [("ring", {"number": 0}, 1)]
    assert only_job(session).state is JobState.DONE


def test_a_transaction_that_is_lost_asks_for_nothing(session: Session, make_test_session: MakeSession) -> None:
    def lose() -> None:
        with transaction(session):
            enqueue(session, "ring", {})
            raise LookupError

    with pytest.raises(LookupError):
        lose()
    assert run_due(make_test_session, {"ring": fail}) == 0


def test_waits_for_its_time(session: Session, make_test_session: MakeSession) -> None:
    enqueue(session, "ring", {}, run_at=clock.now() + timedelta(hours=1))
    session.commit()
    assert run_due(make_test_session, {"ring": fail}) == 0
    with time_machine.travel(clock.now() + timedelta(hours=2)):
        assert run_due(make_test_session, {"ring": lambda _s, _t: None}) == 1


def test_takes_the_oldest_first_and_no_more_than_asked(session: Session, make_test_session: MakeSession) -> None:
    heard: list[int] = []
    ring(session, times=5)
    assert run_due(make_test_session, {"ring": lambda _s, task: heard.append(task.payload["number"])}, limit=3) == 3
    assert heard == [0, 1, 2]


def test_a_failure_waits_longer_each_time_and_ends_as_dead(session: Session, make_test_session: MakeSession) -> None:
    ring(session)
    pauses = []
    with time_machine.travel(clock.now(), tick=False) as now:
        for _ in range(MAX_ATTEMPTS):
            assert run_due(make_test_session, {"ring": fail}) == 0
            job = only_job(session)
            pauses.append((job.run_at - clock.now()).total_seconds())
            now.shift(timedelta(hours=4))
        assert run_due(make_test_session, {"ring": fail}) == 0
    assert pauses[:-1] == [15, 60, 300, 1200, 3600, 7200, 14400]
    assert (job.state, job.attempts) == (JobState.DEAD, MAX_ATTEMPTS)


def test_what_is_hopeless_is_not_tried_again(session: Session, make_test_session: MakeSession) -> None:
    def give_up(_session: Session, _task: Task) -> None:
        raise Hopeless

    ring(session)
    run_due(make_test_session, {"ring": give_up})
    assert (only_job(session).state, only_job(session).attempts) == (JobState.DEAD, 1)


def test_a_failure_is_told_without_what_people_wrote(
    session: Session, make_test_session: MakeSession, caplog: pytest.LogCaptureFixture
) -> None:
    ring(session)
    with caplog.at_level(logging.DEBUG):
        run_due(make_test_session, {"ring": fail})
    error = only_job(session).error
    assert error.startswith("ValueError at test_run.py:")
    assert error in caplog.text
    assert SECRET not in caplog.text + error


def test_work_nobody_does_is_kept(session: Session, make_test_session: MakeSession) -> None:
    ring(session)
    assert run_due(make_test_session, {}) == 0
    assert (only_job(session).state, only_job(session).error[:11]) == (JobState.QUEUED, "LookupError")


def test_what_a_handler_forgot_to_save_is_lost(session: Session, make_test_session: MakeSession) -> None:
    def forget(own: Session, _task: Task) -> None:
        own.add(Job(name="never saved"))

    ring(session)
    run_due(make_test_session, {"ring": forget})
    assert only_job(session).name == "ring"


def test_a_dead_worker_gives_its_job_back_once(session: Session, make_test_session: MakeSession) -> None:
    def die(_session: Session, _task: Task) -> None:
        raise Killed

    heard: list[int] = []
    ring(session)
    with pytest.raises(Killed):
        run_due(make_test_session, {"ring": die})
    assert sweep(make_test_session) == 0
    assert run_due(make_test_session, {"ring": die}) == 0, "the lease still holds"
    with time_machine.travel(clock.now() + LATER):
        assert (sweep(make_test_session), sweep(make_test_session)) == (1, 0)
        for _ in range(2):
            run_due(make_test_session, {"ring": lambda _s, task: heard.append(task.attempt)})
    assert heard == [2]


def test_a_job_that_kills_every_worker_is_buried(session: Session, make_test_session: MakeSession) -> None:
    def die(_session: Session, _task: Task) -> None:
        raise Killed

    ring(session)
    with time_machine.travel(clock.now(), tick=False) as now:
        for _ in range(MAX_ATTEMPTS):
            with pytest.raises(Killed):
                run_due(make_test_session, {"ring": die})
            now.shift(LATER)
            assert sweep(make_test_session) == 1
        assert run_due(make_test_session, {"ring": die}) == 0
    assert only_job(session).state is JobState.DEAD


def test_a_late_worker_does_not_undo_what_the_next_one_did(session: Session, make_test_session: MakeSession) -> None:
    def oversleep(_session: Session, _task: Task) -> None:
        with time_machine.travel(clock.now() + LATER):
            sweep(make_test_session)
            assert run_due(make_test_session, {"ring": lambda _s, _t: None}) == 1
        raise ValueError

    ring(session)
    run_due(make_test_session, {"ring": oversleep})
    assert (only_job(session).state, only_job(session).attempts) == (JobState.DONE, 2)


def test_two_workers_share_the_work(file_sessions: MakeSession) -> None:
    heard: Counter[int] = Counter()
    start = Barrier(2)

    def hear(_session: Session, task: Task) -> None:
        heard[task.payload["number"]] += 1

    def work() -> None:
        start.wait()
        while run_due(file_sessions, {"ring": hear}, limit=100):
            pass

    with file_sessions() as session:
        ring(session, times=60)
    workers = [Thread(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    while run_due(file_sessions, {"ring": hear}):  # what one worker left because the other just had it
        pass
    assert heard == Counter(range(60))


WORKER = """
import sys, time
from sqlalchemy.orm import sessionmaker
from app.db.engine import make_engine
from app.jobs.run import run_due

def hang(session, task):
    print("begun", flush=True)
    time.sleep(60)

run_due(sessionmaker(make_engine(sys.argv[1])), {"ring": hang})
"""


@pytest.mark.slow
def test_a_killed_process_loses_no_job(file_sessions: MakeSession) -> None:
    heard: list[int] = []
    with file_sessions() as session:
        ring(session)
        url = session.get_bind().engine.url.render_as_string()
    with subprocess.Popen([sys.executable, "-c", WORKER, url], stdout=subprocess.PIPE, text=True) as worker:
        assert worker.stdout is not None
        assert worker.stdout.readline() == "begun\n"
        os.kill(worker.pid, signal.SIGKILL)
    with time_machine.travel(clock.now() + LATER):
        assert sweep(file_sessions) == 1
        assert run_due(file_sessions, {"ring": lambda _s, task: heard.append(task.attempt)}) == 1
    assert heard == [2]


@pytest.mark.parametrize("fails", [True, False])
def test_a_late_worker_does_not_end_the_attempt_that_is_under_way(
    session: Session, make_test_session: MakeSession, *, fails: bool
) -> None:
    lease = clock.now() + 2 * LATER

    def oversleep(_session: Session, _task: Task) -> None:
        with time_machine.travel(clock.now() + LATER):
            sweep(make_test_session)
            with make_test_session() as other:  # the next worker takes it
                other.execute(update(Job).values(state=JobState.RUNNING, attempts=2, lease_until=lease))
                other.commit()
        if fails:
            raise ValueError

    ring(session)
    assert run_due(make_test_session, {"ring": oversleep}) == 0
    job = only_job(session)
    assert (job.state, job.attempts, job.lease_until) == (JobState.RUNNING, 2, lease)
