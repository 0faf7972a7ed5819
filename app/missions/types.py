"""Where a mission stands in time."""

from __future__ import annotations

from enum import StrEnum


class Stand(StrEnum):
    """Where a mission stands in time, for one entity."""

    SOON = "soon"
    OPEN = "open"
    OVER = "over"
