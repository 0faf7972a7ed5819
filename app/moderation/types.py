"""What a moderator can decide."""

from __future__ import annotations

from enum import StrEnum


class Outcome(StrEnum):
    """What a moderator decided."""

    PUBLISHED = "published"
    PUBLISHED_AND_TRUSTED = "published_and_trusted"
    SENT_BACK = "sent_back"
    HIDDEN = "hidden"
    CHANGE_REFUSED = "change_refused"  # readers keep the version of before


class QueueReason(StrEnum):
    """Why a contribution is in the queue."""

    FIRST_TIME = "first_time"  # nobody has decided on it
    ANSWERED = "answered"  # sent back, and its author replied or changed it
    MENDED = "mended"  # hidden, and its author replied or changed it
    CHANGE = "change"  # published; the change waits
    CHANGED = "changed"  # published; the change is visible already
