"""Weeks are the same in Python and in SQL."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.figures.models import DailyFigure
from app.figures.weeks import first_day, last_day, utc_day, week_number, week_of
from app.outbox.models import OutboxMessage
from tests.factories.campaigns import make_edition


@pytest.mark.parametrize("day", [date(2025, 12, 28), date(2025, 12, 29), date(2026, 1, 1), date(2027, 1, 3)])
def test_a_week_starts_on_monday(day: date) -> None:
    week = week_of(day)
    assert first_day(week) <= day <= last_day(week)
    assert (first_day(week).isoweekday(), last_day(week).isoweekday()) == (1, 7)


def test_sql_numbers_weeks_alike(session: Session) -> None:
    edition = make_edition(session)
    days = [date(2025, 12, 20) + timedelta(days=step) for step in range(0, 800, 3)]
    session.add_all([DailyFigure(edition_id=edition.id, day=day, kind="idea") for day in days])
    session.flush()
    rows = session.execute(select(DailyFigure.day, week_number(DailyFigure.day))).all()
    assert len(rows) == len(days)
    assert [(day, week) for day, week in rows if week != week_of(day)] == []


@pytest.mark.parametrize(
    "instant", [datetime(2026, 3, 1, 23, 59, 59, 999_999, tzinfo=UTC), datetime(2026, 3, 2, tzinfo=UTC)]
)
def test_sql_finds_the_utc_day(session: Session, instant: datetime) -> None:
    session.add(OutboxMessage(id=1, name="test", payload={}, due_at=instant))
    session.flush()
    day = utc_day(OutboxMessage.due_at)
    assert session.execute(select(day, week_number(day))).one() == (instant.date(), week_of(instant.date()))
