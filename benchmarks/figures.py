"""A measured figure beside its goal, and the table of a run."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured value. With ``at_least`` or ``at_most`` it has a floor that a run must not miss."""

    name: str
    value: float
    unit: str = ""
    at_least: float | None = None
    at_most: float | None = None

    @property
    def is_met(self) -> bool:
        """Whether the floor is kept; what has none always is."""
        return (self.at_least is None or self.value >= self.at_least) and (
            self.at_most is None or self.value <= self.at_most
        )

    @property
    def goal(self) -> str:
        """The floor in words."""
        if self.at_least is not None:
            return f"at least {_written(self.at_least)} {self.unit}".rstrip()
        if self.at_most is not None:
            return f"at most {_written(self.at_most)} {self.unit}".rstrip()
        return ""


def _written(value: float) -> str:
    """Write a value with as many digits as mean something."""
    if value == int(value) or abs(value) >= 100:
        return f"{value:,.0f}"
    return f"{value:.2f}" if abs(value) < 10 else f"{value:.1f}"


def print_table(figures: Sequence[Figure]) -> None:
    """Print one line per figure: what, how much, the floor, and whether it is kept."""
    if not figures:
        return
    width = max(len(figure.name) for figure in figures)
    for figure in figures:
        mark = "" if not figure.goal else "ok" if figure.is_met else "MISSED"
        value = f"{_written(figure.value)} {figure.unit}".rstrip()
        print(f"  {figure.name:<{width}}  {value:>14}  {figure.goal:<22}  {mark}".rstrip())


def named(prefix: str, figures: Sequence[Figure]) -> list[Figure]:
    """Return the same figures under a name: of the database, for instance."""
    return [replace(figure, name=f"{prefix}: {figure.name}") for figure in figures]
