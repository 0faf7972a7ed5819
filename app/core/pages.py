"""Lists are read a page at a time, from a key rather than an offset."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """A stretch of a list. ``next_key`` is empty at its end; ``total`` is ``None`` where counting would cost."""

    rows: Sequence[T]
    next_key: str = ""
    total: int | None = None


def join_key(*parts: object) -> str:
    """Write the place in a list where the next page starts."""
    return "~".join(str(part) for part in parts)


def split_key(key: str, parts: int) -> tuple[str, ...] | None:
    """Read a place back; ``None`` when it is not one (a hand-made address starts at the beginning)."""
    pieces = tuple(key.split("~"))
    return pieces if key and len(pieces) == parts else None
