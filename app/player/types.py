"""How far somebody is in a mission."""

from __future__ import annotations

from enum import StrEnum


class PlayState(StrEnum):
    """Where a person stands in a mission."""

    NOT_STARTED = "not_started"
    STARTED = "started"
    BLOCKED = "blocked"  # stopped at a step: partly done
    DONE = "done"


WHY_MAX_CHARS = 160
MINUTES_MAX = 480
