"""Weeks, and the UTC week of an instant in Python and in SQL."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import Date, literal, select
from sqlalchemy.orm import Session

from app.figures.weeks import MondayOf, UtcMonday, last_sunday, monday_of
from app.outbox.models import OutboxMessage


@pytest.mark.parametrize(
    ("day", "monday", "sunday"),
    [
        (date(2026, 3, 2), date(2026, 3, 2), date(2026, 3, 1)),  # a Monday
        (date(2026, 3, 8), date(2026, 3, 2), date(2026, 3, 1)),  # its Sunday: the week is not over
        (date(2026, 1, 1), date(2025, 12, 29), date(2025, 12, 28)),
    ],
)
def test_a_week_is_over_when_its_sunday_is_past(day: date, monday: date, sunday: date) -> None:
    assert (monday_of(day), last_sunday(day)) == (monday, sunday)


@pytest.mark.parametrize(
    "instant",
    [
        datetime(2026, 3, 1, 23, 59, 59, 999_999, tzinfo=UTC),  # a Sunday
        datetime(2026, 3, 2, tzinfo=UTC),
        datetime(2026, 3, 4, 12, tzinfo=UTC),
        datetime(2027, 1, 3, 12, tzinfo=UTC),
    ],
)
def test_sql_finds_the_utc_week(session: Session, instant: datetime) -> None:
    session.add(OutboxMessage(id=1, name="test", payload={}, due_at=instant))
    session.flush()
    assert session.scalar(select(UtcMonday(OutboxMessage.due_at))) == monday_of(instant.date())


@pytest.mark.parametrize("day", [date(2026, 3, 1), date(2026, 3, 2), date(2026, 3, 4), date(2027, 1, 3)])
def test_sql_finds_the_week_of_a_day(session: Session, day: date) -> None:
    assert session.scalar(select(MondayOf(literal(day, Date())))) == monday_of(day)
