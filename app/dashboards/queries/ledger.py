"""What may be shown of one edition: its blocks (app/policy/masking.py), and what they add up to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import NamedTuple

from app.entities.models import add_working_days
from app.figures.record import Cell
from app.figures.weeks import SPANS, last_day
from app.policy.masking import (
    LIVE_FROM,
    Block,
    Figure,
    Part,
    add_up,
    close_weeks,
    mask_complement,
    split_blocks,
    threshold_of,
)


class Counts(NamedTuple):
    """What became of some contributions."""

    contributions: int = 0
    answered: int = 0
    in_time: int = 0
    decided: int = 0
    done: int = 0


NONE = Counts()


def _total(counts: Iterable[Counts]) -> Counts:
    columns = tuple(map(sum, zip(*counts, strict=True)))
    return Counts(*columns) if columns else NONE


class Joined(NamedTuple):
    """How many people joined in a week, and how many first took part."""

    recruited: int
    active: int


@dataclass(frozen=True, slots=True)
class Place:
    """An edition as figures need it: whose it is, its contract, and the calendar of its entity."""

    edition_id: int
    campaign_id: int
    slug: str
    title_text_id: int
    min_group: int
    answer_within_days: int
    entity_code: str
    entity_name: str
    default_locale: str
    working_days: list[int]
    holidays: list[str]

    @property
    def threshold(self) -> int:
        """How many people a figure of this edition needs."""
        return threshold_of(self.min_group)

    def is_due(self, week: int, today: date) -> bool:
        """Tell whether the promise has run out for everything contributed up to the end of that week."""
        return add_working_days(last_day(week), self.answer_within_days, self.working_days, self.holidays) < today


@dataclass(frozen=True, slots=True)
class Tally:
    """Figures that may be shown together. ``None`` is held back; the other counts are of the contributions shown."""

    recruited: int | None = 0
    active: int | None = 0
    active_of: int = 0  # recruited where the active ones may be told
    contributions: int | None = 0
    due: int = 0  # the promise has run out
    in_time: int = 0  # of those: answered within the promise
    answered: int = 0
    decided: int = 0
    done: int = 0

    @classmethod
    def sum(cls, tallies: Iterable[Tally]) -> Tally:
        """Add the tallies of several editions or entities."""
        rows = list(tallies)
        return cls(
            recruited=add_up(row.recruited for row in rows),
            active=add_up(row.active for row in rows),
            active_of=sum(row.active_of for row in rows),
            contributions=add_up(row.contributions for row in rows),
            due=sum(row.due for row in rows),
            in_time=sum(row.in_time for row in rows),
            answered=sum(row.answered for row in rows),
            decided=sum(row.decided for row in rows),
            done=sum(row.done for row in rows),
        )


@dataclass(frozen=True, slots=True)
class Bar:
    """Contributions of consecutive weeks, first and last included (week numbers)."""

    first: int
    last: int
    value: int


@dataclass(frozen=True)
class Ledger:
    """One edition's figures by week, and what may be shown of them in week ``this_week``."""

    place: Place
    this_week: int
    today: date
    weeks: dict[int, dict[str, Counts]] = field(default_factory=dict)  # week → kind → counts
    people: dict[Cell, int] = field(default_factory=dict)
    joined: dict[int, Joined] = field(default_factory=dict)

    @cached_property
    def is_live(self) -> bool:
        """Whether so many people contribute this week that the page need not wait for its end."""
        return self.people.get(Cell("", 1, self.this_week), 0) >= LIVE_FROM

    @cached_property
    def blocks(self) -> list[Block]:
        """The blocks of contributions."""
        last = self.this_week if self.is_live else self.this_week - 1
        told = sorted(week for week, counts in self._totals.items() if week <= last and counts.contributions)
        return close_weeks(told, lambda after, last: self._people("", after, last), self.place.threshold)

    @cached_property
    def tally(self) -> Tally:
        """What may be shown of the edition. Blocks follow each other, so they hold all up to the last one's end."""
        total = self._between(-1, self.blocks[-1].last) if self.blocks else NONE
        due = self._between(-1, self._last_due())
        is_empty = not any(counts.contributions for counts in self._totals.values())
        recruited = self._joined({week: row.recruited for week, row in self.joined.items()})
        active = self._joined({week: row.active for week, row in self.joined.items()})
        shown = mask_complement(active, recruited, self.place.threshold)
        return Tally(
            recruited=recruited,
            active=shown,
            active_of=recruited or 0 if shown is not None else 0,
            contributions=total.contributions if self.blocks or is_empty else None,
            due=due.contributions,
            in_time=due.in_time,
            answered=total.answered,
            decided=total.decided,
            done=total.done,
        )

    @property
    def bars(self) -> list[Bar]:
        """The contributions of each block."""
        return [
            Bar(block.first, block.last, self._between(block.after, block.last).contributions) for block in self.blocks
        ]

    @property
    def kinds(self) -> list[list[Figure]]:
        """The contributions of the blocks by kind, where they can be told."""
        names = sorted({kind for kinds in self.weeks.values() for kind in kinds})

        def parts_between(after: int, last: int) -> list[Part]:
            inside = [kinds for week, kinds in self.weeks.items() if after < week <= last]
            values = {name: sum(kinds.get(name, NONE).contributions for kinds in inside) for name in names}
            return [Part(name, value, self._people(name, after, last)) for name, value in values.items()]

        return split_blocks(self.blocks, parts_between, self.place.threshold)

    @cached_property
    def _totals(self) -> dict[int, Counts]:
        return {week: _total(kinds.values()) for week, kinds in self.weeks.items()}

    def _between(self, after: int, last: int) -> Counts:
        return _total(counts for week, counts in self._totals.items() if after < week <= last)

    def _last_due(self) -> int:
        """Return the end of the last block for which the promise has run out; -1 when there is none."""
        ends = (block.last for block in reversed(self.blocks))
        return next((week for week in ends if self.place.is_due(week, self.today)), -1)

    def _joined(self, by_week: Mapping[int, int]) -> int | None:
        """Return how many people joined in blocks of enough people: each joins once, so they add up."""

        def between(after: int, last: int) -> int:
            return sum(count for week, count in by_week.items() if after < week <= last)

        ended = sorted(week for week, count in by_week.items() if week < self.this_week and count)
        blocks = close_weeks(ended, between, self.place.threshold)
        if blocks:
            return between(-1, blocks[-1].last)
        return None if any(by_week.values()) else 0

    def _people(self, kind: str, after: int, last: int) -> int:
        """Return a lower bound of the different people who contributed: those of the best span inside."""
        earliest = max(after + 1, min(self.weeks) - max(SPANS))
        return max(
            self.people.get(Cell(kind, span, start), 0)
            for span in SPANS
            for start in range(-(-earliest // span) * span, last - span + 2, span)
        )
