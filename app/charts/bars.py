"""Charts made of bars: lines of one or several parts, steps of a funnel, columns over time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from typing_extensions import override

from app.charts.types import PATTERNS, Chart, ChartMark, Key, Shape, TableLine, Track, Value, percent_of, tone_of


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar, its length from 0 to 1 of the longest."""

    label: str
    shown: str
    share: float
    kind: str = ""
    url: str = ""
    is_masked: bool = False
    number: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Bars(Chart):
    """One bar a line."""

    layout: ClassVar[str] = "tracks"
    rows: tuple[Bar, ...]

    @property
    @override
    def lines(self) -> tuple[TableLine, ...]:
        return tuple(TableLine((row.label,), (Value(row.shown, row.number),), row.url) for row in self.rows)

    @property
    def tracks(self) -> tuple[Track, ...]:
        """Return the bars, each on a rail as long as the longest."""
        return tuple(
            Track(row.label, row.shown, (_rail(), *_bar(0, row.share, "fill")), row.kind, row.url, row.is_masked)
            for row in self.rows
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Funnel(Bars):
    """Steps one after the other, each a part of the first: bars around one middle."""

    @property
    @override
    def tracks(self) -> tuple[Track, ...]:
        return tuple(
            Track(row.label, row.shown, _bar((1 - row.share) / 2, row.share, "fill"), "", row.url, row.is_masked)
            for row in self.rows
        )


@dataclass(frozen=True, slots=True)
class TimeBar:
    """A span of time: its height from 0 to 1 of the highest, what stands under it, how many weeks wide it is."""

    label: str
    shown: str
    share: float
    url: str = ""
    tick: str = ""
    month: str = ""
    span: int = 1
    is_masked: bool = False
    number: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeBars(Chart):
    """Time from the beginning of the line to its end, a column for each span of it."""

    layout: ClassVar[str] = "columns"
    rows: tuple[TimeBar, ...]

    @property
    @override
    def lines(self) -> tuple[TableLine, ...]:
        return tuple(TableLine((row.label,), (Value(row.shown, row.number),), row.url) for row in self.rows)


@dataclass(frozen=True, slots=True)
class Stack:
    """One line of several parts, in the order of the series. ``shown`` stands at its end: how many it is of."""

    label: str
    parts: tuple[Value, ...]
    shown: str = ""
    url: str = ""
    is_masked: bool = False

    @property
    def numbers(self) -> tuple[float, ...]:
        """Return how much each part is; what has no number is drawn as nothing."""
        return tuple(part.number or 0 for part in self.parts)


@dataclass(frozen=True, slots=True, kw_only=True)
class StackedBars(Chart):
    """Several parts a line, one after the other. ``fills_line``: each line is a whole; else as long as its sum."""

    layout: ClassVar[str] = "tracks"
    series: tuple[str, ...]
    rows: tuple[Stack, ...]
    fills_line: bool = True

    @property
    @override
    def headings(self) -> tuple[str, ...]:
        return self.series

    @property
    @override
    def keys(self) -> tuple[Key, ...]:
        return tuple(Key(label, *tone_of(place)) for place, label in enumerate(self.series))

    @property
    @override
    def lines(self) -> tuple[TableLine, ...]:
        return tuple(TableLine((row.label,), row.parts, row.url) for row in self.rows)

    @property
    def tracks(self) -> tuple[Track, ...]:
        """Return the lines with their parts."""
        return tuple(_stacked(row, self.keys, self._start(row), self._unit(row)) for row in self.rows)

    def _unit(self, row: Stack) -> float:
        return sum(row.numbers) if self.fills_line else max((sum(each.numbers) for each in self.rows), default=0)

    def _start(self, row: Stack) -> float:
        del row
        return 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Likert(StackedBars):
    """Answers from the lowest to the highest, low ones to the start and high ones to the end of one middle line."""

    @property
    @override
    def keys(self) -> tuple[Key, ...]:
        return tuple(Key(label, *_side(place, len(self.series))) for place, label in enumerate(self.series))

    @override
    def _unit(self, row: Stack) -> float:
        return sum(row.numbers) * self._width

    @override
    def _start(self, row: Stack) -> float:
        return 0.5 - _sides(row)[0] / self._width if self._width else 0

    @property
    def _width(self) -> float:
        """Return how much lies on both sides of the middle, where the longer side of any line fills its half."""
        return 2 * max((side for row in self.rows for side in _sides(row)), default=0)


def _rail() -> ChartMark:
    return ChartMark(Shape.BAR, 0, 100, "rail")


def _bar(start: float, share: float, tone: str) -> tuple[ChartMark, ...]:
    return (ChartMark(Shape.BAR, percent_of(start), percent_of(share), tone),) if share > 0 else ()


def _side(place: int, count: int) -> tuple[str, int]:
    """Return the tone and pattern of an answer: those at both ends plain, the nearer to the middle the more marked."""
    if count % 2 and place == count // 2:
        return "mid", 0
    is_low = place < count // 2
    return ("low", place % PATTERNS) if is_low else ("high", (count - 1 - place) % PATTERNS)


def _stacked(row: Stack, keys: Sequence[Key], start: float, unit: float) -> Track:
    marks: list[ChartMark] = []
    if not row.is_masked:
        at = start
        for key, number in zip(keys, row.numbers, strict=True):
            share = number / unit if unit else 0
            if share > 0:
                marks.append(ChartMark(Shape.BAR, percent_of(at), percent_of(share), key.tone, key.pattern))
            at += share
    spoken = () if row.is_masked else tuple((key.label, part.shown) for key, part in zip(keys, row.parts, strict=True))
    return Track(row.label, row.shown, tuple(marks), "", row.url, row.is_masked, spoken)


def _sides(row: Stack) -> tuple[float, float]:
    """Return how much of a line lies before and after its middle, as parts of it; a middle answer lies on both."""
    whole, half = sum(row.numbers), len(row.parts) // 2
    if not whole:
        return 0, 0
    middle = row.numbers[half] / 2 if len(row.parts) % 2 else 0
    return (sum(row.numbers[:half]) + middle) / whole, (sum(row.numbers[len(row.parts) - half :]) + middle) / whole
