"""A tick runs once, whatever the number of workers; a failed one is tried again."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core import clock
from app.jobs.models import Job, JobState, ScheduledRun
from app.jobs.periodic import Periodic, claim_tick, forget_finished, last_tick, run_periodic

MakeSession = Callable[[], Session]
TUESDAY = datetime(2026, 3, 10, 14, 37, 20, tzinfo=UTC)


@pytest.mark.parametrize(
    ("minutes", "due_at"),
    [
        (1, datetime(2026, 3, 10, 14, 37, tzinfo=UTC)),
        (15, datetime(2026, 3, 10, 14, 30, tzinfo=UTC)),
        (60, datetime(2026, 3, 10, 14, 0, tzinfo=UTC)),
        (24 * 60, datetime(2026, 3, 10, tzinfo=UTC)),
        (7 * 24 * 60, datetime(2026, 3, 9, tzinfo=UTC)),
    ],
)
def test_ticks_fall_on_the_clock_and_weeks_on_monday(minutes: int, due_at: datetime) -> None:
    with time_machine.travel(TUESDAY, tick=False):
        assert last_tick(minutes) == due_at


def test_a_tick_is_claimed_once(session: Session, make_test_session: MakeSession) -> None:
    with make_test_session() as other:
        assert claim_tick(session, "digest", TUESDAY) is not None
        assert claim_tick(other, "digest", TUESDAY) is None
        assert claim_tick(other, "figures", TUESDAY) is not None
        assert claim_tick(session, "digest", TUESDAY + timedelta(days=7)) is not None


def test_runs_each_tick_once(make_test_session: MakeSession) -> None:
    heard: list[datetime] = []
    periodic = {"bell": Periodic(60, lambda _session, due_at: heard.append(due_at))}
    with time_machine.travel(TUESDAY, tick=False) as now:
        assert [run_periodic(make_test_session, periodic) for _ in range(3)] == [1, 0, 0]
        now.shift(timedelta(hours=1))
        assert run_periodic(make_test_session, periodic) == 1
    assert [due_at.hour for due_at in heard] == [14, 15]


def test_one_failure_does_not_stop_the_others_and_is_tried_again(
    session: Session, make_test_session: MakeSession
) -> None:
    attempts: list[str] = []

    def fail(_session: Session, _due_at: datetime) -> None:
        attempts.append("failed")
        raise ValueError

    periodic = {
        "broken": Periodic(24 * 60, fail),
        "sound": Periodic(24 * 60, lambda _session, _due_at: attempts.append("sound")),
    }
    with time_machine.travel(TUESDAY, tick=False) as now:
        assert run_periodic(make_test_session, periodic) == 1
        assert run_periodic(make_test_session, periodic) == 0
        now.shift(timedelta(minutes=6))
        assert run_periodic(make_test_session, periodic) == 0
    assert attempts == ["failed", "sound", "failed"]
    broken = session.scalars(select(ScheduledRun).where(ScheduledRun.name == "broken")).one()
    assert broken.error.startswith("ValueError at test_periodic.py:")


def test_a_run_whose_worker_died_is_taken_over_once(session: Session, make_test_session: MakeSession) -> None:
    with time_machine.travel(TUESDAY, tick=False) as now, make_test_session() as other:
        number = claim_tick(session, "digest", TUESDAY)
        now.shift(timedelta(minutes=11))
        assert claim_tick(other, "digest", TUESDAY) == number
        assert claim_tick(session, "digest", TUESDAY) is None


def test_what_is_finished_is_forgotten(session: Session) -> None:
    long_ago = clock.now() - timedelta(days=40)
    session.add_all([
        Job(name="done", run_at=long_ago, state=JobState.DONE),
        Job(name="dead", run_at=long_ago, state=JobState.DEAD),
        Job(name="done today", state=JobState.DONE),
        ScheduledRun(name="old", due_at=long_ago),
        ScheduledRun(name="new", due_at=clock.now()),
    ])  # fmt: skip
    session.commit()
    forget_finished(session, clock.now())
    assert set(session.scalars(select(Job.name))) == {"dead", "done today"}
    assert session.scalars(select(ScheduledRun.name)).all() == ["new"]
