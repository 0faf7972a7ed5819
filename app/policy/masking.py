"""May this figure be shown? What a reader can count on the cards they may open is shown as it is.

Every other figure is about people. It is the state of the last Sunday, so that nobody who joins, begins or leaves
moves anything at once; it is told in steps of the campaign's minimum group, rounded down, and never under one such
step; a part of a whole (those who began, of those who joined) leaves at least one step for the others, whether there
are that many or not, so that no difference speaks of a few. Whoever may read it reads the same number.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

FLOOR = 5  # people; a campaign may ask for more, never for less
PERCENT_FROM = 20  # answers under which no percentage is printed


def threshold_of(min_group: int) -> int:
    """Return the threshold that applies: the campaign's, never under the floor."""
    return max(min_group, FLOOR)


def people_shown(people: int, threshold: int) -> int | None:
    """Return a number of people in steps of the threshold, rounded down; ``None`` under one step."""
    steps = people // threshold
    return steps * threshold if steps > 0 else None


def part_shown(part: int, whole: int, threshold: int) -> int | None:
    """Return a number of people among others, in steps; one step of the whole shown always stays for the others."""
    kept = min(part // threshold, whole // threshold - 1)
    return kept * threshold if kept > 0 else None


def add_up(values: Iterable[int | None]) -> int | None:
    """Add what is shown; ``None`` when nothing of it is."""
    known = [value for value in values if value is not None]
    return sum(known) if known else None


def share_percent(part: int, whole: int) -> int | None:
    """Return a whole percentage, or ``None`` when too few answers make one honest."""
    return round(100 * part / whole) if whole >= PERCENT_FROM else None


def blocks_until(weeks: Mapping[int, Mapping[date, int]], threshold: int) -> dict[int, date]:
    """Return, for each edition, the last week that fills a block of people; one without a full block is left out.

    ``weeks``: how many people there are by edition and week. What is told up to that week differs, between any two
    moments, by a whole block or not at all.
    """
    until = {}
    for edition_id, by_week in weeks.items():
        waiting = 0
        for week in sorted(by_week):
            waiting += by_week[week]
            if waiting >= threshold:
                until[edition_id] = week
                waiting = 0
    return until


def block_ends(by_week: Mapping[date, int], threshold: int) -> Mapping[date, date]:
    """Return, for each week that is in a full block of people, the week that filled it: when it began to be told."""
    ends: dict[date, date] = {}
    weeks: list[date] = []
    waiting = 0
    for week in sorted(by_week):
        weeks.append(week)
        waiting += by_week[week]
        if waiting >= threshold:
            ends |= dict.fromkeys(weeks, week)
            weeks, waiting = [], 0
    return ends


def leaves_enough(part: int, whole: int, threshold: int) -> bool:
    """Tell whether a part that is told exactly leaves nobody of a whole that is told exactly, or enough people."""
    return part == whole or whole - part >= threshold
