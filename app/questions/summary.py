"""What all answers to one question say together; ``questionnaires`` counts the cells and masks the result."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from app.policy.masking import FLOOR
from app.questions.intervals import Interval
from app.questions.types import WHOLE


@dataclass(frozen=True, slots=True)
class Tally:
    """How often each cell was given: (part, number) → answers. Words are not counted, but listed elsewhere."""

    n: int  # people who answered the question
    cells: Mapping[tuple[int, float | None], int]
    least: int = FLOOR  # people behind whatever is told

    def of_part(self, part_id: int) -> int:
        """Return how many chose a part, whatever its number."""
        return sum(count for (part, _number), count in self.cells.items() if part == part_id)

    def numbers(self, part_id: int = WHOLE) -> Mapping[float, int]:
        """Return how often each number was given for a part."""
        return {number: count for (part, number), count in self.cells.items() if part == part_id and number is not None}


@dataclass(frozen=True, slots=True)
class SummaryBar:
    """One bar: a part, or a number on a scale, and how many gave it."""

    part_id: int
    number: float | None
    count: int


@dataclass(frozen=True, slots=True)
class SummaryRow:
    """The bars of one line of a matrix, or of one question on a scale."""

    part_id: int
    bars: tuple[SummaryBar, ...]
    median: float | None = None  # of numbers that the bars show
    middle: tuple[float, float] | None = None  # of numbers that are not shown: where their median lies


@dataclass(frozen=True, slots=True)
class Score:
    """A published score over all answers, with its interval; ``low`` and ``high`` stay inside what can be reached."""

    name: str  # a msgid
    value: float
    low: float
    high: float
    n: int
    minimum: float
    maximum: float


@dataclass(frozen=True, slots=True)
class Summary:
    """What all answers to one question say together."""

    n: int
    rows: tuple[SummaryRow, ...] = ()
    score: Score | None = None
    has_words: bool = False  # answers in words are listed beside


def score_of(name: str, interval: Interval | None, minimum: float, maximum: float) -> Score | None:
    """Return a score from an interval; ``None`` of nothing."""
    if interval is None:
        return None
    low, high = max(minimum, interval.low), min(maximum, interval.high)
    return Score(name, interval.value, low, high, interval.n, minimum, maximum)


def median_of(numbers: Mapping[float, int]) -> float | None:
    """Return the median of numbers given so often each; ``None`` of nothing."""
    total = sum(numbers.values())
    if not total:
        return None
    ordered = sorted(numbers)
    low, high = (_at(ordered, numbers, place) for place in ((total - 1) // 2, total // 2))
    return (low + high) / 2


def middle_of(
    numbers: Mapping[float, int], classes: Iterable[Callable[[float], tuple[float, float]]], least: int
) -> tuple[float, float] | None:
    """Return the first class (its lowest and highest number) that holds the median and at least so many answers.

    The median itself is one person's answer when their number is odd. ``classes``, from narrow to wide, tell in which
    class a number is; they do not depend on what was answered.
    """
    median = median_of(numbers)
    if median is None:
        return None
    for class_of in classes:
        low, high = class_of(median)
        if low <= median <= high and sum(n for number, n in numbers.items() if low <= number <= high) >= least:
            return low, high
    return None


def _at(ordered: list[float], numbers: Mapping[float, int], place: int) -> float:
    passed = 0
    for number in ordered:
        passed += numbers[number]
        if place < passed:
            return number
    return ordered[-1]
