"""What short links are for."""

from __future__ import annotations

from enum import StrEnum


class LinkKind(StrEnum):
    """What a short link is for. Personal links to recruit with have their place here."""

    FIELD = "field"  # a mission, on the spot
