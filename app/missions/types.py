"""Where a mission stands in time."""

from __future__ import annotations

from enum import StrEnum


class Availability(StrEnum):
    """Where a mission stands in time, for one entity."""

    SOON = "soon"
    OPEN = "open"
    OVER = "over"
