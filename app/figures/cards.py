"""Figures of cards: what is counted on some of them, kept or counted now, in one shape."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from app.core import clock
from app.figures.definitions import ANY_DAY
from app.figures.models import FigureCount
from app.figures.registry import BREAKDOWNS, OF_CARDS
from app.figures.shown import Figures, rows_told
from app.figures.types import FigureName

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
    weeks = FigureCount.name == FigureName.CONTRIBUTIONS
    statement = (
        select(*keys, func.sum(FigureCount.count))
        .where(FigureCount.name.in_(OF_CARDS), or_(rows_told(clock.today()), weeks), *conditions)
        .group_by(*keys)
    )
    return add_up_cards((FigureName(name), value, day, count) for name, value, day, count in session.execute(statement))


def add_up_cards(rows: Iterable[tuple[FigureName, str, date, int]]) -> CardCounts:
    """Put counts together: each with its figure, what that is broken down by, and its day."""
    today = clock.today()
    numbers: dict[FigureName, int | None] = dict.fromkeys(OF_CARDS, 0)
    by_value: dict[FigureName, dict[str, int]] = {}
    weeks: dict[date, int] = {}
    for name, value, day, count in rows:
        if day == ANY_DAY:
            numbers[name] = (numbers[name] or 0) + count
            values = by_value.setdefault(name, {})
            values[value] = values.get(value, 0) + count
        elif name is FigureName.CONTRIBUTIONS:
            weeks[day] = weeks.get(day, 0) + count
        elif name is FigureName.LATE and day >= today:
            numbers[name] = (numbers[name] or 0) - count
    broken_down = {name: _counted(by_value.get(name, {})) for name in (*BREAKDOWNS, FigureName.CONTRIBUTIONS)}
    return CardCounts(
        Figures(numbers, broken_down[FigureName.CONTRIBUTIONS]),
        {monday: count for monday, count in sorted(weeks.items()) if count},
        broken_down,
    )


def _counted(values: Values) -> Values:
    return {value: count for value, count in values.items() if count}
