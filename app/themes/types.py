"""States of proposed groups, and how long the name of a theme may be."""

from __future__ import annotations

from enum import StrEnum

NAME_MAX_CHARS = 60  # of a theme


class RunState(StrEnum):
    """How far the grouping of a campaign is."""

    RUNNING = "running"
    DONE = "done"
    STOPPED = "stopped"


class GroupState(StrEnum):
    """What somebody made of a proposed group."""

    OPEN = "open"
    ACCEPTED = "accepted"  # it is a theme
    REFUSED = "refused"
    MERGED = "merged"  # into another group
