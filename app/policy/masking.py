"""May this figure be shown? Every figure about people's contributions passes through here.

Three rules, all counting *people*, never items (a person may contribute ten times):

* a figure about fewer people than the campaign's threshold is masked;
* what is masked cannot be found by subtraction: with the total shown, the masked parts together must
  stand for enough people too, so further parts are masked, smallest first, until they do;
* time is a dimension like another: weeks are put together until enough people have contributed, and a
  total moves on only by such a stretch while it is small (yesterday's total minus today's is one person).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

FLOOR = 5  # people; a campaign may ask for more, never for less
LIVE_FROM = 50  # contributions from which a total may move from day to day
PERCENT_FROM = 20  # answers under which no percentage is printed


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a whole: how many items, from how many people."""

    key: str
    value: int
    people: int


@dataclass(frozen=True, slots=True)
class Figure:
    """What may be shown of a part; ``value`` and ``people`` are ``None`` when it is masked."""

    key: str
    value: int | None
    people: int | None

    @property
    def is_masked(self) -> bool:
        """Whether the value is held back."""
        return self.value is None


@dataclass(frozen=True, slots=True)
class Stretch:
    """Consecutive weeks put together: first and last key, items, and a lower bound of their people."""

    first: str
    last: str
    value: int
    people: int


def threshold_of(min_group: int) -> int:
    """Return the threshold that applies: the campaign's, never under the floor."""
    return max(min_group, FLOOR)


def mask_one(part: Part, threshold: int) -> Figure:
    """Show one figure that is part of nothing else; nothing at all (0 items) is no one's secret."""
    if part.value == 0 or part.people >= threshold:
        return Figure(part.key, part.value, part.people)
    return Figure(part.key, None, None)


def mask_disjoint(parts: Sequence[Part], threshold: int) -> list[Figure]:
    """Show the parts of a whole whose people differ from part to part (entities)."""
    return _mask(parts, threshold, _sum_people)


def mask_overlapping(parts: Sequence[Part], threshold: int) -> list[Figure]:
    """Show the parts of a whole in which one person may be counted several times (kinds, languages)."""
    return _mask(parts, threshold, _max_people)


def _sum_people(parts: Sequence[Part]) -> int:
    return sum(part.people for part in parts)


def _max_people(parts: Sequence[Part]) -> int:
    """Lower bound of the people behind overlapping parts: they may all be the same ones."""
    return max((part.people for part in parts), default=0)


def _mask(parts: Sequence[Part], threshold: int, people_of: Callable[[Sequence[Part]], int]) -> list[Figure]:
    hidden = [part for part in parts if part.value > 0 and part.people < threshold]
    shown = sorted((part for part in parts if part.value > 0 and part.people >= threshold), key=lambda p: p.people)
    while hidden and people_of(hidden) < threshold and shown:
        hidden.append(shown.pop(0))
    if hidden and people_of(hidden) < threshold:  # nothing left to hide behind
        hidden = [part for part in parts if part.value > 0]
    keys = {part.key for part in hidden}
    return [Figure(p.key, None, None) if p.key in keys else Figure(p.key, p.value, p.people) for p in parts]


def close_weeks(weeks: Sequence[Part], threshold: int) -> list[Stretch]:
    """Put consecutive weeks together until each stretch stands for enough people.

    The last weeks, while too few people contributed in them, belong to no stretch yet and are held
    back. One week with enough people closes a stretch: people of different weeks may be the same.
    """
    stretches: list[Stretch] = []
    waiting: list[Part] = []
    for week in weeks:
        waiting.append(week)
        people = _max_people(waiting)
        if people >= threshold:
            stretches.append(Stretch(waiting[0].key, week.key, sum(part.value for part in waiting), people))
            waiting = []
    return stretches


def settled_total(weeks: Sequence[Part], threshold: int) -> int:
    """Return the total that may be shown: what stretches hold, or everything once it is large."""
    everything = sum(week.value for week in weeks)
    if everything >= LIVE_FROM and _max_people(weeks) >= threshold:
        return everything
    return sum(stretch.value for stretch in close_weeks(weeks, threshold))


def share_percent(part: int, whole: int) -> int | None:
    """Return a whole percentage, or ``None`` when too few answers make one honest."""
    return round(100 * part / whole) if whole >= PERCENT_FROM else None
