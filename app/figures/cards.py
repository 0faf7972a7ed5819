"""Figures of cards: what is counted on some of them, kept or counted now, in one shape."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from app.core import clock
from app.figures.models import FigureCount
from app.figures.registry import BREAKDOWNS, PEOPLE
from app.figures.shown import Figures
from app.figures.types import FigureName
from app.figures.weeks import monday_of

Values = Mapping[str, int]  # value of a figure → count, never 0


@dataclass(frozen=True, slots=True)
class CardCounts:
    """What is counted on some cards. Whoever may open the cards may read it; people are not counted here."""

    figures: Figures = field(default_factory=Figures)
    weeks: Mapping[date, int] = field(default_factory=dict)  # contributions by Monday; weeks without one are left out
    broken_down: Mapping[FigureName, Values] = field(default_factory=dict)

    def by(self, name: FigureName) -> Values:
        """Return a figure by what it is broken down by."""
        return self.broken_down.get(name, {})


def kept_cards(session: Session, *conditions: ColumnElement[bool]) -> CardCounts:
    """Return what is kept of the cards of a campaign, or of an entity in it. One statement.

    ``conditions`` narrow ``FigureCount``; the caller has asked whether its reader may open these cards.
    """
    keys = (FigureCount.name, FigureCount.value, FigureCount.day)
    statement = (
        select(*keys, func.sum(FigureCount.count))
        .where(FigureCount.name.not_in([name.value for name in PEOPLE]), *conditions)
        .group_by(*keys)
    )
    return add_up_cards((FigureName(name), value, day, count) for name, value, day, count in session.execute(statement))


def add_up_cards(rows: Iterable[tuple[FigureName, str, date, int]]) -> CardCounts:
    """Put counts together: each with its figure, what that is broken down by, and its day."""
    today = clock.today()
    numbers: dict[FigureName, int | None] = dict.fromkeys(FigureName, 0)
    by_value: dict[FigureName, dict[str, int]] = {}
    weeks: dict[date, int] = {}
    late = 0
    for name, value, day, count in rows:
        numbers[name] = (numbers[name] or 0) + count
        values = by_value.setdefault(name, {})
        values[value] = values.get(value, 0) + count
        if name is FigureName.CONTRIBUTIONS:
            weeks[monday_of(day)] = weeks.get(monday_of(day), 0) + count
        if day < today and name in {FigureName.PROMISED, FigureName.IN_TIME}:
            late += count if name is FigureName.PROMISED else -count
    numbers[FigureName.LATE] = late
    broken_down = {name: _counted(by_value.get(name, {})) for name in (*BREAKDOWNS, FigureName.CONTRIBUTIONS)}
    shown = {name: number for name, number in numbers.items() if name not in PEOPLE}
    return CardCounts(
        Figures(shown, broken_down[FigureName.CONTRIBUTIONS]),
        {monday: count for monday, count in sorted(weeks.items()) if count},
        broken_down,
    )


def _counted(values: Values) -> Values:
    return {value: count for value, count in values.items() if count}
