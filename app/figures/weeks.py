"""Weeks from Monday to Sunday, also of a day or of an instant (UTC) in SQL. Figures know no other calendar."""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy import Date
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

from app.core import clock


def monday_of(day: date) -> date:
    """Return the first day of a day's week."""
    return day - timedelta(days=day.weekday())


def last_sunday(today: date) -> date:
    """Return the end of the last week that is over."""
    return monday_of(today) - timedelta(days=1)


def is_settled(day: date | None) -> bool:
    """Tell whether figures of people have counted a day: its week is over."""
    return day is not None and day <= last_sunday(clock.today())


class UtcMonday(FunctionElement[date]):
    """The first day of the week, in UTC, of a column of instants, in SQL."""

    type = Date()
    inherit_cache = True


@compiles(UtcMonday, "sqlite")
def _monday_sqlite(element: UtcMonday, compiler: SQLCompiler, **options: object) -> str:
    day = f"date({compiler.process(element.clauses, **options)})"  # by itself: else a week's last instant is rounded up
    return f"date({day}, 'weekday 0', '-6 days')"  # its Sunday, and six back


@compiles(UtcMonday, "postgresql")
def _monday_postgresql(element: UtcMonday, compiler: SQLCompiler, **options: object) -> str:
    return f"CAST(date_trunc('week', {compiler.process(element.clauses, **options)} AT TIME ZONE 'UTC') AS DATE)"


class MondayOf(FunctionElement[date]):
    """The first day of the week of a column of days, in SQL."""

    type = Date()
    inherit_cache = True


@compiles(MondayOf, "sqlite")
def _monday_of_day_sqlite(element: MondayOf, compiler: SQLCompiler, **options: object) -> str:
    return f"date({compiler.process(element.clauses, **options)}, 'weekday 0', '-6 days')"


@compiles(MondayOf, "postgresql")
def _monday_of_day_postgresql(element: MondayOf, compiler: SQLCompiler, **options: object) -> str:
    return f"CAST(date_trunc('week', CAST({compiler.process(element.clauses, **options)} AS TIMESTAMP)) AS DATE)"
