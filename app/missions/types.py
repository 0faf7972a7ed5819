"""Where a mission stands in time."""

from __future__ import annotations

from enum import StrEnum


class Availability(StrEnum):
    """Where a mission stands in time, for one entity."""

    SOON = "soon"
    OPEN = "open"
    OVER = "over"
    RECALLED = "recalled"  # nobody is to go on with it, whatever its dates say
