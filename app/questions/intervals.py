"""Intervals that say how sure a figure of few answers is, at 95 %."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import sqrt
from statistics import NormalDist

_Z = NormalDist().inv_cdf(0.975)


@dataclass(frozen=True, slots=True)
class Interval:
    """A value, with the range in which it is expected to lie."""

    value: float
    low: float
    high: float
    n: int

    def times(self, factor: float) -> Interval:
        """Return the interval in another unit."""
        return Interval(self.value * factor, self.low * factor, self.high * factor, self.n)


def mean_interval(numbers: Mapping[float, int]) -> Interval | None:
    """Return the mean of numbers given so often each, with Student's interval; ``None`` under two answers."""
    n = sum(numbers.values())
    if n <= 1:  # nothing varies
        return None
    mean = sum(number * count for number, count in numbers.items()) / n
    variance = sum(count * (number - mean) ** 2 for number, count in numbers.items()) / (n - 1)
    margin = _student(n - 1) * sqrt(variance / n)
    return Interval(mean, mean - margin, mean + margin, n)


def share_interval(part: int, n: int) -> Interval | None:
    """Return the share of a part, from 0 to 1, with Wilson's interval (Wilson, 1927); ``None`` of nobody."""
    if not n:
        return None
    share, square = part / n, _Z**2
    middle = (share + square / (2 * n)) / (1 + square / n)
    margin = _Z / (1 + square / n) * sqrt(share * (1 - share) / n + square / (4 * n**2))
    return Interval(share, max(0.0, middle - margin), min(1.0, middle + margin), n)


def difference_interval(more: int, less: int, n: int) -> Interval | None:
    """Return the difference of two shares of the same people, from -1 to 1; ``None`` of nobody.

    The variance of such a difference is ``p + q - (p - q)²`` over n, with the normal approximation.
    """
    if not n:
        return None
    value = (more - less) / n
    margin = _Z * sqrt(((more + less) / n - value**2) / n)
    return Interval(value, max(-1.0, value - margin), min(1.0, value + margin), n)


def _student(freedom: int) -> float:
    """Return the 97.5 % point of Student's distribution (Abramowitz and Stegun, 26.7.5); within 0.01 from 4 degrees."""
    z, v = _Z, freedom
    return (
        z
        + (z**3 + z) / (4 * v)
        + (5 * z**5 + 16 * z**3 + 3 * z) / (96 * v**2)
        + (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / (384 * v**3)
    )
