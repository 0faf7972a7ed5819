"""Where a version of a sheet stands, and how long its words may be."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

LINES_MAX_CHARS = 4_000
APPROVED_AT_MOST_DAYS = 366  # rules of a market change: somebody looks at them each year


class SheetState(StrEnum):
    """Life of one version of a sheet."""

    DRAFT = "draft"
    APPROVED = "approved"
    WITHDRAWN = "withdrawn"


SHEET_TRANSITIONS: Mapping[SheetState, frozenset[SheetState]] = {
    SheetState.DRAFT: frozenset({SheetState.APPROVED}),
    SheetState.APPROVED: frozenset({SheetState.APPROVED, SheetState.WITHDRAWN}),  # again: up to a later day
}


class SheetStanding(StrEnum):
    """What a product has in a country today."""

    IN_FORCE = "in_force"
    ENDS_SOON = "ends_soon"  # in force, for a few weeks more
    EXPIRED = "expired"
    WAITING = "waiting"  # written, and approved by nobody yet
    MISSING = "missing"
