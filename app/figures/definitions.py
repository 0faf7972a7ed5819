"""What a figure is: which rows count, how much each adds, and on which day."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Date,
    FromClause,
    Select,
    String,
    Subquery,
    bindparam,
    func,
    literal,
    select,
    true,
    type_coerce,
    union_all,
)
from sqlalchemy.orm import InstrumentedAttribute, Session

from app.figures.types import FigureName

IDS_AT_ONCE = 1_000  # rows: each figure of a source asks for them, and a database takes only so many values
ANY_DAY = date(1970, 1, 1)  # of the rows that count a figure in all, whatever its days
Column = ColumnElement[Any] | InstrumentedAttribute[Any]


def _in_all() -> Column:
    return literal(ANY_DAY, Date())


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure of a source, in SQL: the only place that says what counts."""

    name: FigureName
    counts: ColumnElement[bool] = field(default_factory=true)  # which of the source's rows
    amount: ColumnElement[int] = field(default_factory=lambda: literal(1))  # how much one adds
    value: Column = field(default_factory=lambda: literal("", String()))  # what it is broken down by
    day: Column = field(default_factory=_in_all)  # in all; else the day (UTC), or its Monday
    rows: FromClause | None = None  # the source's with others beside them, where a row counts for several values


def in_all_and_by_day(*figures: Figure) -> tuple[Figure, ...]:
    """Return figures that have a day, and the same in all: pages read the whole, and take a few days away."""
    return (*(replace(each, day=_in_all()) for each in figures), *figures)


class Cell(NamedTuple):
    """The key of a row of ``figure_counts``."""

    campaign_id: int
    entity_id: int
    name: str
    value: str
    day: date


@dataclass(frozen=True, slots=True, eq=False)
class Source:
    """Rows that figures count, with what they are counted by. ``id`` names a row."""

    rows: FromClause
    id: Column
    campaign_id: Column
    entity_id: Column
    counts: ColumnElement[bool]  # which rows count at all
    figures: tuple[Figure, ...]

    def statement(self, *conditions: ColumnElement[bool]) -> Select[*tuple[Any, ...]]:
        """Return the statement that counts: the columns of a cell and their count, never 0."""
        places = (self.campaign_id.label("campaign_id"), self.entity_id.label("entity_id"))
        each = union_all(*(self._rows(figure, *places).where(*conditions) for figure in self.figures)).subquery()
        return _added_up(each, each.c.campaign_id, each.c.entity_id)

    def statement_of_all(self) -> CompoundSelect[*tuple[Any, ...]]:
        """Return the statement that counts all rows together: name, value, day, and their count, never 0.

        Each figure is added up apart: a database does that much faster than all of them at once.
        """
        return union_all(*(_added_up(self._rows(figure).subquery()) for figure in self.figures))

    def _rows(self, figure: Figure, *places: ColumnElement[Any]) -> Select[*tuple[Any, ...]]:
        return (
            select(
                *places,
                literal(figure.name.value, String()).label("name"),
                type_coerce(figure.value, String()).label("value"),
                type_coerce(figure.day, Date()).label("day"),
                figure.amount.label("amount"),
            )
            .select_from(self.rows if figure.rows is None else figure.rows)
            .where(self.counts, figure.counts)
        )

    def count(self, session: Session, ids: Collection[int]) -> Mapping[Cell, int]:
        """Count some rows. One statement for a thousand of them."""
        found: Counter[Cell] = Counter()
        numbers = list(ids)
        for start in range(0, len(numbers), IDS_AT_ONCE):
            some = {"ids": numbers[start : start + IDS_AT_ONCE]}
            for *key, count in session.execute(_of_some_rows(self), some):
                found[Cell(*key)] += count
        return found


def _added_up(rows: Subquery, *places: ColumnElement[Any]) -> Select[*tuple[Any, ...]]:
    keys, count = (*places, rows.c.name, rows.c.value, rows.c.day), func.sum(rows.c.amount)
    return select(*keys, count).group_by(*keys).having(count != 0)


@cache
def _of_some_rows(source: Source) -> Select[*tuple[Any, ...]]:
    """Return the statement that counts rows by their ids. Built once: it runs with every contribution."""
    return source.statement(source.id.in_(bindparam("ids", expanding=True)))
