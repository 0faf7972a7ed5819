"""Read figures as they may be shown."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from sqlalchemy import ColumnElement, and_, case, func, or_, select
from sqlalchemy.orm import Session

from app.core import clock
from app.figures.definitions import ANY_DAY
from app.figures.models import FigureCount
from app.figures.registry import PEOPLE, SUMMARISED
from app.figures.types import FigureName
from app.figures.weeks import last_sunday
from app.policy.masking import add_up, part_shown, people_shown


class FigurePlace(NamedTuple):
    """A campaign in an entity; ``UNKNOWN_ENTITY``: its cards that do not show theirs."""

    campaign_id: int
    entity_id: int


@dataclass(frozen=True, slots=True)
class Figures:
    """What may be shown of a place, or of several: numbers by figure. Of people, at least so many."""

    numbers: Mapping[FigureName, int | None] = field(default_factory=dict)  # None: too few people
    kinds: Mapping[str, int] = field(default_factory=dict)  # contributions by kind

    def of_cards(self, name: FigureName) -> int:
        """Return a number of cards, or of what is on them."""
        return self.numbers.get(name) or 0

    def of_people(self, name: FigureName) -> int | None:
        """Return the least number of people there are; ``None``: too few to say."""
        return self.numbers.get(name)

    @property
    def promised(self) -> int:
        """How many cards had their answer in time, or should have had it by now."""
        return self.of_cards(FigureName.IN_TIME) + self.of_cards(FigureName.LATE)

    @classmethod
    def sum(cls, several: Iterable[Figures]) -> Figures:
        """Add what is shown of several places; a sum tells no more than its parts."""
        rows = list(several)
        kinds: dict[str, int] = {}
        for row in rows:
            for kind, count in row.kinds.items():
                kinds[kind] = kinds.get(kind, 0) + count
        return cls({name: add_up(row.numbers.get(name) for row in rows) for name in FigureName}, kinds)


def rows_told(today: date) -> ColumnElement[bool]:
    """Return, in SQL, the rows that ``count_told`` adds up: figures in all, and the days that are not told yet.

    People of this week are not told, nor is anything late before its day is over: few rows, whatever days there are.
    """
    return or_(
        FigureCount.day == ANY_DAY,
        and_(FigureCount.name.in_(list(PEOPLE)), FigureCount.day > last_sunday(today)),
        and_(FigureCount.name == FigureName.LATE, FigureCount.day >= today),
    )


def count_told() -> ColumnElement[int]:
    """Return, in SQL, a figure as it is told: in all, without the days that are not told yet."""
    return func.sum(case((FigureCount.day == ANY_DAY, FigureCount.count), else_=-FigureCount.count))


def figures_shown(
    session: Session, thresholds: Mapping[int, int], *conditions: ColumnElement[bool]
) -> dict[FigurePlace, Figures]:
    """Return the figures of the campaigns that have a threshold (people, by campaign), by place. One statement.

    The caller has asked whether its reader may see the campaigns; ``conditions`` narrow ``FigureCount``.
    """
    keys = (FigureCount.campaign_id, FigureCount.entity_id, FigureCount.name, FigureCount.value)
    statement = (
        select(*keys, count_told())
        .where(
            FigureCount.campaign_id.in_(thresholds),
            FigureCount.name.in_(SUMMARISED),
            rows_told(clock.today()),
            *conditions,
        )
        .group_by(*keys)
    )
    places: dict[FigurePlace, dict[str, dict[str, int]]] = {}
    for campaign_id, entity_id, name, value, count in session.execute(statement):
        places.setdefault(FigurePlace(campaign_id, entity_id), {}).setdefault(name, {})[value] = count
    return {place: _shown(counts, thresholds[place.campaign_id]) for place, counts in places.items()}


def _shown(by_value: Mapping[str, Mapping[str, int]], threshold: int) -> Figures:
    counts = {name: sum(values.values()) for name, values in by_value.items()}
    numbers: dict[FigureName, int | None] = {
        name: _people(name, counts, threshold) if name in PEOPLE else counts.get(name, 0) for name in SUMMARISED
    }
    kinds = by_value.get(FigureName.CONTRIBUTIONS, {})
    return Figures(numbers, {kind: count for kind, count in kinds.items() if count})


def _people(name: FigureName, counts: Mapping[str, int], threshold: int) -> int | None:
    """Return a number of people; a part leaves one step of the whole, as that is shown, for the others."""
    people, whole = counts.get(name, 0), PEOPLE[name]
    if whole is None:
        return people_shown(people, threshold)
    return part_shown(people, _people(whole, counts, threshold) or 0, threshold)
