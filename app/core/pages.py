"""Lists are read a page at a time, from a key rather than an offset."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Generic, TypeVar
from urllib.parse import unquote

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """A stretch of a list. ``next_key`` is empty at its end."""

    rows: Sequence[T]
    next_key: str = ""


def join_key(*parts: object) -> str:
    """Write the place in a list where the next page starts; a part may hold the sign that parts them."""
    return "~".join(str(part).replace("%", "%25").replace("~", "%7E") for part in parts)


def split_key(key: str, parts: int) -> tuple[str, ...] | None:
    """Read a place back; ``None`` when it is not one (a hand-made address starts at the beginning)."""
    pieces = tuple(unquote(piece) for piece in key.split("~"))
    return pieces if key and len(pieces) == parts else None


def read_key(key: str, *readers: Callable[[str], Any]) -> tuple[Any, ...] | None:
    """Read a place back, each part by its reader; ``None`` when one of them is not what it should be."""
    parts = split_key(key, len(readers))
    try:
        return tuple(read(part) for read, part in zip(readers, parts, strict=True)) if parts else None
    except (ValueError, OverflowError):
        return None


def read_number(text: str) -> int:
    """Read what a database can compare with an identifier or a count.

    :raises ValueError: it is no such number
    """
    value = int(text)
    if not 0 <= value < 2**63:
        raise ValueError
    return value


def read_instant(text: str) -> datetime:
    """Read an instant.

    :raises ValueError: it is none, or a time without a zone
    :raises OverflowError: its zone moves it out of the calendar
    """
    at = datetime.fromisoformat(text)
    if at.tzinfo is None:
        raise ValueError
    return at.astimezone(UTC)
