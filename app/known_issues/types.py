"""Where a known issue stands."""

from __future__ import annotations

from enum import StrEnum

TITLE_MAX_CHARS = 120
BODY_MAX_CHARS = 1000


class IssueState(StrEnum):
    """Whether it is still there."""

    OPEN = "open"
    FIXED = "fixed"


class Hindrance(StrEnum):
    """What keeps a reader from supporting an issue of another campaign."""

    NOT_OPEN = "not_open"  # the campaign, in the reader's entity
    NOT_ENROLLED = "not_enrolled"
    CHARTER_OWED = "charter_owed"
    TERMS_OWED = "terms_owed"
