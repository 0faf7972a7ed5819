"""What becomes of a nugget in another entity. Kinds and agreement are those of ``feedback.types``."""

from __future__ import annotations

from enum import StrEnum


class Stance(StrEnum):
    """What becomes of a nugget in another entity."""

    ADOPTED = "adopted"
    LOOKING = "looking"
    NOT_FOR_US = "not_for_us"
