"""Charts made of points: values with their intervals, lines over time, heat maps, and several charts side by side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import ClassVar

from typing_extensions import override

from app.charts.types import Chart, ChartMark, Key, Shape, TableLine, Track, Value, percent_of, tone_of
from app.i18n.words import gettext as _

LEVELS = 5  # how dark the cells of a heat map get


@dataclass(frozen=True, slots=True)
class Dot:
    """A value with the interval it is expected to lie in; ``n``: of how many, in words and as a number."""

    label: str
    value: Value
    low: Value
    high: Value
    n: Value
    url: str = ""
    is_masked: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Dots(Chart):
    """A dot with its interval a line, all on one scale from ``low`` to ``high``."""

    layout: ClassVar[str] = "tracks"
    n_heading: str = ""  # what their ``n`` counts, where it is not answers
    low: Value
    high: Value
    rows: tuple[Dot, ...]

    @property
    @override
    def headings(self) -> tuple[str, ...]:
        return (self.value_heading, _("Interval from"), _("Interval to"), self.n_heading or _("Number of answers"))

    @property
    @override
    def lines(self) -> tuple[TableLine, ...]:
        return tuple(TableLine((row.label,), (row.value, row.low, row.high, row.n), row.url) for row in self.rows)

    @property
    def ends(self) -> tuple[str, str]:
        """Return both ends of the scale, in words."""
        return self.low.shown, self.high.shown

    @property
    def tracks(self) -> tuple[Track, ...]:
        """Return the lines, each with its interval and its dot; an end outside the scale stands at its border."""
        return tuple(self._track(row) for row in self.rows)

    def _track(self, row: Dot) -> Track:
        known = (row.value.number, row.low.number, row.high.number)
        if row.is_masked or None in known:
            return Track(row.label, row.value.shown, (), "", row.url, row.is_masked)
        at, low, high = (self._place(number or 0) for number in known)
        marks = (
            ChartMark(Shape.LINE, 0, 100, "rail"),
            ChartMark(Shape.LINE, low, round(high - low, 2), "t1"),
            ChartMark(Shape.DOT, at, 0, "t1"),
        )
        spoken = ((_("Interval from"), row.low.shown), (_("Interval to"), row.high.shown))
        return Track(row.label, f"{row.value.shown} ({row.n.shown})", marks, "", row.url, spoken=spoken)

    def _place(self, number: float) -> float:
        low, high = self.low.number or 0, self.high.number or 0
        return percent_of((number - low) / (high - low)) if high > low else 0


@dataclass(frozen=True, slots=True)
class Series:
    """One line over the points of a chart; a value without a number leaves a gap."""

    label: str
    values: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a line between two points, in percent from the start and from the top; of one point, a dot alone."""

    start: tuple[float, float]
    end: tuple[float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Lines(Chart):
    """Values over time or steps: a line for each series, from nothing to the highest of all."""

    layout: ClassVar[str] = "lines"
    points: tuple[str, ...]
    series: tuple[Series, ...]

    @property
    @override
    def headings(self) -> tuple[str, ...]:
        return tuple(each.label for each in self.series)

    @property
    @override
    def keys(self) -> tuple[Key, ...]:
        return tuple(Key(each.label, *tone_of(place)) for place, each in enumerate(self.series))

    @property
    @override
    def lines(self) -> tuple[TableLine, ...]:
        return tuple(
            TableLine((point,), tuple(each.values[place] for each in self.series))
            for place, point in enumerate(self.points)
        )

    @property
    def highest(self) -> str:
        """Return the highest value, as it is read."""
        known = [value for each in self.series for value in each.values if value.number is not None]
        return max(known, key=lambda value: value.number or 0).shown if known else ""

    @property
    def paths(self) -> tuple[tuple[Key, tuple[tuple[float, float], ...], tuple[Piece, ...]], ...]:
        """Return each series with its dots, and the pieces of its line."""
        top = max((value.number or 0 for each in self.series for value in each.values), default=0) or 1
        return tuple(
            (key, *_path([value.number for value in each.values], top))
            for key, each in zip(self.keys, self.series, strict=True)
        )


@dataclass(frozen=True, slots=True)
class Heat:
    """One cell of a heat map."""

    shown: str
    number: float | None = None
    url: str = ""
    is_masked: bool = False


@dataclass(frozen=True, slots=True)
class HeatRow:
    """One line of a heat map, with a cell for each column."""

    label: str
    cells: tuple[Heat, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class HeatMap(Chart):
    """A table whose cells are the darker the more they hold; each says its number too."""

    layout: ClassVar[str] = "heat"
    columns: tuple[str, ...]
    rows: tuple[HeatRow, ...]

    @property
    @override
    def headings(self) -> tuple[str, ...]:
        return self.columns

    @property
    @override
    def lines(self) -> tuple[TableLine, ...]:
        return tuple(
            TableLine((row.label,), tuple(Value(each.shown, each.number) for each in row.cells)) for row in self.rows
        )

    def level(self, cell: Heat) -> int:
        """Return how dark a cell is: 0 for nothing, else 1 to ``LEVELS``."""
        most = max((each.number or 0 for row in self.rows for each in row.cells), default=0)
        return -int(-LEVELS * (cell.number or 0) // most) if most else 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Multiples(Chart):
    """Small charts of one kind side by side, on the same scale, each with a title of its own."""

    layout: ClassVar[str] = "multiples"
    parts: tuple[Chart, ...]

    @property
    @override
    def headings(self) -> tuple[str, ...]:
        return self.parts[0].headings if self.parts else ()

    @property
    @override
    def label_headings(self) -> tuple[str, ...]:
        return (self.label_heading, *(self.parts[0].label_headings if self.parts else ()))

    @property
    @override
    def keys(self) -> tuple[Key, ...]:
        return self.parts[0].keys if self.parts else ()

    @property
    @override
    def lines(self) -> tuple[TableLine, ...]:
        return tuple(
            TableLine((part.title, *line.labels), line.values, line.url) for part in self.parts for line in part.lines
        )


def _path(numbers: Sequence[float | None], top: float) -> tuple[tuple[tuple[float, float], ...], tuple[Piece, ...]]:
    step = 96 / max(len(numbers) - 1, 1)
    places = [
        None if number is None else (round(2 + step * place, 2), round(95 - 90 * number / top, 2))
        for place, number in enumerate(numbers)
    ]
    pieces = (Piece(a, b) for a, b in pairwise(places) if a is not None and b is not None)
    return tuple(place for place in places if place is not None), tuple(pieces)
