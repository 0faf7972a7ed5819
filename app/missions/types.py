"""Where a mission stands in time; how long its words may be."""

from __future__ import annotations

from enum import StrEnum

TITLE_MAX_CHARS = 120
STEP_MAX_CHARS = 160
BODY_MAX_CHARS = 4000
REASON_MAX_CHARS = 600


class Availability(StrEnum):
    """Where a mission stands in time, for one entity."""

    SOON = "soon"
    OPEN = "open"
    OVER = "over"
    RECALLED = "recalled"  # nobody is to go on with it, whatever its dates say
