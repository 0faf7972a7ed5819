"""Weeks as whole numbers, and the days and weeks of a column in SQL.

Week 0 starts on Monday 1 January of year 1, so that `n` consecutive weeks that start at a multiple of
`n` always are the same ones, across years too.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from sqlalchemy import Date, Integer
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

SPANS = (1, 2, 4, 8, 16)  # how many weeks together have their people counted
DAYS = 7


def week_of(day: date) -> int:
    """Return the number of the week (Monday to Sunday) a day is in."""
    return (day.toordinal() - 1) // DAYS


def first_day(week: int) -> date:
    """Return the Monday of a week."""
    return date.fromordinal(week * DAYS + 1)


def last_day(week: int) -> date:
    """Return the Sunday of a week."""
    return first_day(week) + timedelta(days=DAYS - 1)


class week_number(FunctionElement[int]):  # noqa: N801 - written like the SQL function it stands for
    """``week_of`` a column of days, in SQL."""

    type = Integer()
    inherit_cache = True


class utc_day(FunctionElement[date]):  # noqa: N801 - written like the SQL function it stands for
    """The UTC date of a column of instants, in SQL."""

    type = Date()
    inherit_cache = True


def _argument(element: FunctionElement[Any], compiler: SQLCompiler, **options: object) -> str:
    return compiler.process(element.clauses, **options)


@compiles(week_number, "sqlite")
def _week_sqlite(element: week_number, compiler: SQLCompiler, **options: object) -> str:
    days = f"CAST(julianday({_argument(element, compiler, **options)}) - 1721425.5 AS INTEGER)"
    return f"({days} / {DAYS})"


@compiles(week_number, "postgresql")
def _week_postgresql(element: week_number, compiler: SQLCompiler, **options: object) -> str:
    return f"(({_argument(element, compiler, **options)} - DATE '0001-01-01') / {DAYS})"


@compiles(utc_day, "sqlite")
def _day_sqlite(element: utc_day, compiler: SQLCompiler, **options: object) -> str:
    return f"date({_argument(element, compiler, **options)})"


@compiles(utc_day, "postgresql")
def _day_postgresql(element: utc_day, compiler: SQLCompiler, **options: object) -> str:
    return f"CAST({_argument(element, compiler, **options)} AT TIME ZONE 'UTC' AS DATE)"
