"""What happens to announcements."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from app.core.event import Event


@dataclass(frozen=True, slots=True)
class AnnouncementShown(Event):
    """An announcement begins to show."""

    NAME: ClassVar[str] = "announcements.shown"
    announcement_id: int
