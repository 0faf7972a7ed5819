"""Whom an announcement is for, and where it stands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

TITLE_MAX_CHARS = 120
BODY_MAX_CHARS = 4000


class Showing(StrEnum):
    """Where an announcement stands."""

    SCHEDULED = "scheduled"
    CURRENT = "current"
    OVER = "over"


@dataclass(frozen=True, slots=True)
class Addressees:
    """Everybody, the people of an entity, or those of one entity's part in a campaign."""

    entity_id: int | None = None
    edition_id: int | None = None

    @property
    def key(self) -> str:
        """How a form names it."""
        if self.edition_id is not None:
            return f"edition:{self.edition_id}"
        return f"entity:{self.entity_id}" if self.entity_id is not None else "all"


def showing_at(now: datetime, shows_from: datetime, shows_until: datetime | None) -> Showing:
    """Return where an announcement stands at an instant; the end is not included."""
    if shows_until is not None and shows_until <= now:
        return Showing.OVER
    return Showing.CURRENT if shows_from <= now else Showing.SCHEDULED
