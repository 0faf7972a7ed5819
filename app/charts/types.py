"""What a chart holds, and the shapes it is drawn with. Labels and numbers are words in the reader's language."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

TONES = ("t1", "t2", "t3", "t4", "t5", "t6")  # a seventh series has the first tone again, with another pattern
PATTERNS = 5  # plain, then four kinds of marks


class Shape(StrEnum):
    """What stands on a track."""

    BAR = "bar"
    LINE = "line"
    DOT = "dot"


@dataclass(frozen=True, slots=True)
class ChartMark:
    """A shape from ``x`` on and so wide, both in percent of the track; a dot has its middle at ``x``."""

    shape: Shape
    x: float
    width: float
    tone: str
    pattern: int = 0  # beside the colour; 0: plain

    @property
    def is_bar(self) -> bool:
        """Tell whether it is as high as the track."""
        return self.shape is Shape.BAR

    @property
    def is_line(self) -> bool:
        """Tell whether it is a stroke in the middle of the track."""
        return self.shape is Shape.LINE


@dataclass(frozen=True, slots=True)
class Track:
    """One line of a chart: its label, its shapes, what is said at its end, where it leads."""

    label: str
    shown: str
    marks: tuple[ChartMark, ...]
    kind: str = ""  # a kind of contribution, for its colour and shape
    url: str = ""
    is_masked: bool = False
    spoken: tuple[tuple[str, str], ...] = ()  # what only the shapes say: a name and its value


@dataclass(frozen=True, slots=True)
class Value:
    """A number as it is read, and as it is stored in a file; ``None``: the words alone."""

    shown: str
    number: float | None = None


@dataclass(frozen=True, slots=True)
class TableLine:
    """One line of the table of a chart: what it is about, and a value for each heading."""

    labels: tuple[str, ...]
    values: tuple[Value, ...]
    url: str = ""


@dataclass(frozen=True, slots=True)
class Key:
    """What a colour with its pattern, or a kind of line, stands for."""

    label: str
    tone: str
    pattern: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart(ABC):
    """What every chart has. ``id`` is its address on the page, and its name in ``?chart=``."""

    layout: ClassVar[str]

    id: str
    title: str
    label_heading: str  # of its table
    value_heading: str
    sentence: str = ""  # what it tells
    n: str = ""  # of how many
    as_of: str = ""
    description: str = ""
    masked_note: str = ""  # why something is not shown

    @property
    def headings(self) -> tuple[str, ...]:
        """Return what stands above the values of its table."""
        return (self.value_heading,)

    @property
    def label_headings(self) -> tuple[str, ...]:
        """Return what stands above the labels of its table."""
        return (self.label_heading,)

    @property
    def keys(self) -> tuple[Key, ...]:
        """Return its legend; none where there is one colour."""
        return ()

    @property
    def is_empty(self) -> bool:
        """Tell whether there is nothing to draw."""
        return not self.lines

    @property
    @abstractmethod
    def lines(self) -> tuple[TableLine, ...]:
        """Return its table."""


def percent_of(share: float) -> float:
    """Return a share as a percentage between 0 and 100, as a drawing takes it."""
    return round(100 * min(max(share, 0), 1), 2)


def tone_of(place: int) -> tuple[str, int]:
    """Return the tone and the pattern of a series by its place."""
    return TONES[place % len(TONES)], place % PATTERNS
