"""What may become of a contribution when its author leaves."""

from __future__ import annotations

from enum import StrEnum


class Fate(StrEnum):
    """What becomes of something its author said."""

    KEEP = "as_it_is"
    WITHOUT_ME = "without_me"
    DELETE = "delete"
