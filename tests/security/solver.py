"""What follows from what was printed, exactly: linear inequalities between whole numbers that nobody printed.

Fourier and Motzkin's elimination over fractions. The systems are small (some ten unknowns), so nothing faster is
needed. What it says is possible over the fractions; the ends of a range are then moved inwards to whole numbers.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from math import ceil, floor

Terms = Mapping[str, int]  # how often each unknown is taken
Row = tuple[dict[str, Fraction], Fraction]  # the sum of the terms is at most the number

ASKED = "asked"


class Contradiction(Exception):
    """No whole numbers fit: something was printed that the reader's model of it denies."""


@dataclass(slots=True)
class Knowledge:
    """Sums of unknowns, each from a lowest to a highest value; the unknowns are never under 0."""

    rows: list[Row] = field(default_factory=list)

    def at_most(self, terms: Terms, value: int) -> None:
        """Learn that a sum is not above a value."""
        self.rows.append(({name: Fraction(times) for name, times in terms.items() if times}, Fraction(value)))

    def at_least(self, terms: Terms, value: int) -> None:
        """Learn that a sum is not under a value."""
        self.at_most({name: -times for name, times in terms.items()}, -value)

    def is_exactly(self, terms: Terms, value: int) -> None:
        """Learn a sum."""
        self.at_most(terms, value)
        self.at_least(terms, value)

    def range_of(self, terms: Terms) -> tuple[int | None, int | None]:
        """Return the lowest and the highest value a sum can have; ``None``: there is none."""
        rows = self._reaching(set(terms))
        unknowns = {name for row, _value in rows for name in row} | set(terms)
        rows += [({name: Fraction(-1)}, Fraction(0)) for name in unknowns]
        difference = {name: Fraction(times) for name, times in terms.items()} | {ASKED: Fraction(-1)}
        rows += [(difference, Fraction(0)), ({name: -times for name, times in difference.items()}, Fraction(0))]
        while unknowns:
            name = min(unknowns, key=lambda one: _cost(rows, one))
            rows = _without(rows, name)
            unknowns.remove(name)
        lows = [value / row[ASKED] for row, value in rows if row.get(ASKED, 0) < 0]
        highs = [value / row[ASKED] for row, value in rows if row.get(ASKED, 0) > 0]
        if any(not row and value < 0 for row, value in rows):
            raise Contradiction
        lowest, highest = ceil(max(lows)) if lows else None, floor(min(highs)) if highs else None
        if lowest is not None and highest is not None and lowest > highest:
            raise Contradiction
        return lowest, highest

    def value_of(self, terms: Terms) -> int | None:
        """Return the value of a sum, where it can have no other."""
        lowest, highest = self.range_of(terms)
        return lowest if lowest == highest else None

    def _reaching(self, names: set[str]) -> list[Row]:
        """Return what says something of these unknowns, or of others that these are told with."""
        reached: list[Row] = []
        left = list(self.rows)
        while found := [row for row in left if row[0].keys() & names]:
            left = [row for row in left if not row[0].keys() & names]
            reached += found
            names = names.union(*(row[0].keys() for row in found))
        return reached


def _cost(rows: list[Row], name: str) -> int:
    signs = [row[name] > 0 for row, _value in rows if name in row]
    return sum(signs) * (len(signs) - sum(signs))


def _without(rows: list[Row], name: str) -> list[Row]:
    """Return what the rows say of the other unknowns: each upper bound of this one is above each lower one."""
    kept = [row for row in rows if name not in row[0]]
    uppers = [row for row in rows if row[0].get(name, 0) > 0]
    lowers = [row for row in rows if row[0].get(name, 0) < 0]
    for upper, upper_value in uppers:
        for lower, lower_value in lowers:
            up, low = upper[name], -lower[name]
            terms = {
                one: upper.get(one, Fraction(0)) / up + lower.get(one, Fraction(0)) / low
                for one in upper.keys() | lower.keys()
                if one != name
            }
            kept.append(({one: times for one, times in terms.items() if times}, upper_value / up + lower_value / low))
    tightest: dict[frozenset[tuple[str, Fraction]], Row] = {}
    for terms, value in kept:
        key = frozenset(terms.items())
        if key not in tightest or value < tightest[key][1]:
            tightest[key] = (terms, value)
    return list(tightest.values())
