"""Read figures as they may be shown."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from sqlalchemy import ColumnElement, case, func, select
from sqlalchemy.orm import Session

from app.core import clock
from app.figures.models import FigureCount
from app.figures.registry import BREAKDOWNS, PEOPLE
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


@dataclass(slots=True)
class _Counts:
    """One figure of a place: of every day, of the days before today, up to the last Sunday; and by value."""

    total: int = 0
    past: int = 0
    settled: int = 0
    by_value: dict[str, int] = field(default_factory=dict)


def figures_shown(
    session: Session, thresholds: Mapping[int, int], *conditions: ColumnElement[bool]
) -> dict[FigurePlace, Figures]:
    """Return the figures of the campaigns that have a threshold (people, by campaign), by place. One statement.

    The caller has asked whether its reader may see the campaigns; ``conditions`` narrow ``FigureCount``.
    """
    today = clock.today()
    keys = (FigureCount.campaign_id, FigureCount.entity_id, FigureCount.name, FigureCount.value)
    statement = select(
        *keys,
        func.sum(FigureCount.count),
        func.sum(case((FigureCount.day < today, FigureCount.count), else_=0)),
        func.sum(case((FigureCount.day <= last_sunday(today), FigureCount.count), else_=0)),
    ).where(
        FigureCount.campaign_id.in_(thresholds),
        FigureCount.name.not_in([name.value for name in BREAKDOWNS]),  # many rows, which are read apart
        *conditions,
    )
    places: dict[FigurePlace, dict[str, _Counts]] = {}
    for campaign_id, entity_id, name, value, total, past, settled in session.execute(statement.group_by(*keys)):
        counts = places.setdefault(FigurePlace(campaign_id, entity_id), {}).setdefault(name, _Counts())
        counts.total, counts.past, counts.settled = counts.total + total, counts.past + past, counts.settled + settled
        counts.by_value[value] = total
    return {place: _shown(counts, thresholds[place.campaign_id]) for place, counts in places.items()}


def _shown(counts: Mapping[str, _Counts], threshold: int) -> Figures:
    nothing = _Counts()
    numbers: dict[FigureName, int | None] = {
        name: _people(name, counts, threshold) if name in PEOPLE else counts.get(name, nothing).total
        for name in FigureName
    }
    promised, in_time = (counts.get(name, nothing) for name in (FigureName.PROMISED, FigureName.IN_TIME))
    numbers[FigureName.LATE] = promised.past - in_time.past
    kinds = counts.get(FigureName.CONTRIBUTIONS, nothing).by_value
    return Figures(numbers, {kind: count for kind, count in kinds.items() if count})


def _people(name: FigureName, counts: Mapping[str, _Counts], threshold: int) -> int | None:
    """Return a number of people; a part leaves one step of the whole, as that is shown, for the others."""
    people, whole = counts.get(name, _Counts()).settled, PEOPLE[name]
    if whole is None:
        return people_shown(people, threshold)
    return part_shown(people, _people(whole, counts, threshold) or 0, threshold)
