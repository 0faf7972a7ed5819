"""Moves between the states of a row: a table beside each enum, asked in one place."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import TypeVar

from app.core.errors import NotPossibleNow

S = TypeVar("S", bound=StrEnum)


def check_move(table: Mapping[S, frozenset[S]], now: S, to: S) -> S:
    """Return ``to`` when the table allows the move from ``now``.

    :raises NotPossibleNow: it does not
    """
    if to not in table.get(now, frozenset()):
        raise NotPossibleNow(now=now.value, to=to.value)
    return to
