"""What short links are for."""

from __future__ import annotations

from enum import StrEnum


class LinkKind(StrEnum):
    """What a short link is for."""

    FIELD = "field"  # a mission, on the spot
    RECRUIT = "recruit"  # the page to join, from one colleague
