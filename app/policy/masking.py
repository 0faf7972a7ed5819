"""May this figure be shown? Every figure about people's contributions passes through here.

A page shows nothing but sums of *blocks*. A block is what one edition received during consecutive weeks
that have ended, in which at least as many people contributed as the campaign's contract asks for. What
belongs to no block yet is in no figure and in no total, so there is nothing to find by subtraction:
total minus parts, this week's page minus last week's, one reader's page minus another's, the group's
minus an entity's all give blocks again. For that to hold:

* people are counted, never items (a person may contribute ten times), and never more than there are:
  a lower bound of the people of several weeks will do;
* blocks depend on one edition and its past only: neither on who reads nor on what comes later;
* inside a block, parts (kinds) are shown when enough people stand behind each, and what is left stands
  for enough people too: further parts are held back, smallest first, until it does.

One exception is for crowds: where at least ``LIVE_FROM`` people contribute to an edition in the running
week, its block is open and grows through the week. What two looks an hour apart then tell is that one of
fifty people or more has written, which the feed shows too.

What colleagues can count on the screen anyway stays outside: the live counters say that a contribution
was made, which the feed says as well, and what the team does (answers, decides) is its own act.
A contribution taken back leaves its block at once; its author chose that.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

FLOOR = 5  # people; a campaign may ask for more, never for less
LIVE_FROM = 50  # people in one week from which a page moves on before the week has ended
PERCENT_FROM = 20  # answers under which no percentage is printed
PATIENCE = 4  # weeks after which a block is split by kind although one kind has too few people

# Lower bound of the different people after one week, up to and with another.
PeopleBetween = Callable[[int, int], int]


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a whole: how many items, from how many people (a lower bound)."""

    key: str
    value: int
    people: int


@dataclass(frozen=True, slots=True)
class Figure:
    """What may be shown of a part; ``value`` is ``None`` when it is held back."""

    key: str
    value: int | None


@dataclass(frozen=True, slots=True)
class Block:
    """Weeks put together, as numbers: those after ``after``; the first that holds something; the last."""

    after: int
    first: int
    last: int


def threshold_of(min_group: int) -> int:
    """Return the threshold that applies: the campaign's, never under the floor."""
    return max(min_group, FLOOR)


def close_weeks(weeks: Iterable[int], people_between: PeopleBetween, threshold: int) -> list[Block]:
    """Put weeks together until each block stands for enough people.

    ``weeks`` are those that have ended and hold something, in order. The last ones belong to no block
    while too few people contributed in them.
    """
    blocks: list[Block] = []
    after, first = -1, None
    for week in weeks:
        first = week if first is None else first
        if people_between(after, week) >= threshold:
            blocks.append(Block(after, first, week))
            after, first = week, None
    return blocks


def split_blocks(
    blocks: Iterable[Block], parts_between: Callable[[int, int], Sequence[Part]], threshold: int
) -> list[list[Figure]]:
    """Split blocks into parts in which one person may be counted several times (kinds).

    Blocks are put together until every part has enough people, or for ``PATIENCE`` weeks: then the small
    parts are masked. The last blocks are not split while they wait for that.
    """
    splits: list[list[Figure]] = []
    after, first = -1, None
    for block in blocks:
        after, first = (block.after, block.first) if first is None else (after, first)
        parts = parts_between(after, block.last)
        is_ready = all(part.people >= threshold for part in parts if part.value)
        if is_ready or block.last - first + 1 >= PATIENCE:
            splits.append(mask_overlapping(parts, threshold))
            first = None
    return splits


def mask_overlapping(parts: Sequence[Part], threshold: int) -> list[Figure]:
    """Mask the parts with too few people, and as many more as it takes to hide those behind.

    People of different parts may be the same ones, so what is masked together stands for as many people
    as its largest part, not for their sum. Nothing at all (0 items) is no one's secret.
    """
    hidden = [part for part in parts if part.value and part.people < threshold]
    shown = sorted((part for part in parts if part.value and part.people >= threshold), key=lambda part: part.people)
    if hidden:
        hidden += shown[:1] or parts
    keys = {part.key for part in hidden if part.value}
    return [Figure(part.key, None if part.key in keys else part.value) for part in parts]


def mask_complement(part: int | None, whole: int | None, threshold: int) -> int | None:
    """Return a number of people among others, unless it would tell about the few who are not among them."""
    if part is None or whole is None:
        return None
    return part if whole - part == 0 or whole - part >= threshold else None


def add_up(values: Iterable[int | None]) -> int | None:
    """Add what may be shown; ``None`` when something is held back and nothing else is there to show."""
    known = list(values)
    total = sum(value for value in known if value is not None)
    return None if total == 0 and None in known else total


def add_figures(splits: Iterable[Iterable[Figure]]) -> Mapping[str, int | None]:
    """Add the parts of several wholes, by key."""
    by_key: dict[str, list[int | None]] = {}
    for split in splits:
        for figure in split:
            by_key.setdefault(figure.key, []).append(figure.value)
    return {key: add_up(values) for key, values in by_key.items()}


def shown_counter(value: int, people: int, threshold: int) -> int | None:
    """Return a live counter of one edition, or ``None`` while fewer people than the threshold stand behind it.

    Ask for each edition and ``add_up``: a campaign's counter then tells nothing of an entity where two
    people take part, even to who knows the figures of all the others.
    """
    return value if value == 0 or people >= threshold else None


def share_percent(part: int, whole: int) -> int | None:
    """Return a whole percentage, or ``None`` when too few answers make one honest."""
    return round(100 * part / whole) if whole >= PERCENT_FROM else None
