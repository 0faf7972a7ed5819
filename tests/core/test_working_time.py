"""Working time of an entity: its days and hours on its own clock, whatever the season or the side of the world."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.working_time import WorkingTime, add_working_days, last_working_day

LISBON = WorkingTime("Europe/Lisbon", holidays=("2026-12-25",))
ZONES = st.sampled_from(["Europe/Lisbon", "Europe/Berlin", "Pacific/Kiritimati", "America/St_Johns", "Asia/Kathmandu"])
WALL_HOURS = st.datetimes(datetime.fromisoformat("2024-01-01"), datetime.fromisoformat("2030-01-01"))


def test_the_hours_follow_the_clock_through_its_change() -> None:
    """In the night to Sunday 29 March 2026 clocks go forward; on Monday work starts an hour earlier in UTC."""
    friday = datetime(2026, 3, 27, 18, tzinfo=UTC)
    assert LISBON.next_moment(friday) == datetime(2026, 3, 30, 8, tzinfo=UTC)
    assert LISBON.next_moment(friday - timedelta(days=7)) == datetime(2026, 3, 23, 9, tzinfo=UTC)
    assert LISBON.is_working_time(datetime(2026, 3, 30, 16, 59, tzinfo=UTC))
    assert not LISBON.is_working_time(datetime(2026, 3, 30, 17, tzinfo=UTC))


def test_the_day_is_the_entitys_own() -> None:
    """At UTC+14 it is Monday morning while it is still Sunday in Greenwich."""
    kiritimati = WorkingTime("Pacific/Kiritimati")
    sunday = datetime(2026, 11, 29, 20, tzinfo=UTC)
    assert kiritimati.is_working_time(sunday)
    assert not WorkingTime("UTC").is_working_time(sunday)
    assert kiritimati.next_moment(datetime(2026, 11, 28, 12, tzinfo=UTC)) == datetime(2026, 11, 29, 19, tzinfo=UTC)


def test_holidays_and_other_weeks_are_left_out() -> None:
    assert LISBON.next_moment(datetime(2026, 12, 24, 18, tzinfo=UTC)) == datetime(2026, 12, 28, 9, tzinfo=UTC)
    assert LISBON.last_opening(date(2026, 12, 27)) == datetime(2026, 12, 24, 9, tzinfo=UTC)
    sunday_to_thursday = WorkingTime("Asia/Riyadh", days=(7, 1, 2, 3, 4), starts=time(8), ends=time(16))
    assert sunday_to_thursday.add_working_days(date(2026, 11, 26), 1) == date(2026, 11, 29)
    assert sunday_to_thursday.next_moment(datetime(2026, 11, 26, 13, tzinfo=UTC)) == datetime(
        2026, 11, 29, 5, tzinfo=UTC
    )


@pytest.mark.parametrize(("count", "due"), [(0, date(2026, 12, 23)), (2, date(2026, 12, 28)), (5, date(2026, 12, 31))])
def test_working_days_are_counted_from_the_day_after(count: int, due: date) -> None:
    assert LISBON.add_working_days(date(2026, 12, 23), count) == due


@given(zone=ZONES, at=WALL_HOURS, off=st.sets(st.integers(0, 40)))
def test_the_next_moment_is_worked_and_none_lies_before(zone: str, at: datetime, off: set[int]) -> None:
    asked = at.replace(tzinfo=UTC)
    holidays = frozenset((at.date() + timedelta(days=days)).isoformat() for days in off)
    calendar = WorkingTime(zone, holidays=holidays)
    found = calendar.next_moment(asked)
    assert found >= asked
    assert calendar.is_working_time(found)
    assert calendar.next_moment(found) == found
    if found > asked:
        assert found.astimezone(ZoneInfo(zone)).time() == calendar.starts
        assert not any(calendar.is_working_time(asked + (found - asked) * part / 7) for part in range(7))


@given(start=st.dates(date(2024, 1, 1), date(2030, 1, 1)), count=st.integers(0, 60))
def test_a_day_counted_to_is_worked(start: date, count: int) -> None:
    due = add_working_days(start, count)
    assert (last_working_day(due) == due) or count == 0
    assert sum((start + timedelta(days=n)).isoweekday() < 6 for n in range(1, (due - start).days + 1)) == count
