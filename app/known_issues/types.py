"""Where a known issue stands."""

from __future__ import annotations

from enum import StrEnum


class IssueState(StrEnum):
    """Whether it is still there."""

    OPEN = "open"
    FIXED = "fixed"
