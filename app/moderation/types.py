"""What a moderator can decide."""

from __future__ import annotations

from enum import StrEnum


class Outcome(StrEnum):
    """What a moderator decided."""

    PUBLISHED = "published"
    PUBLISHED_AND_TRUSTED = "published_and_trusted"
    SENT_BACK = "sent_back"
    HIDDEN = "hidden"
