"""What happens in missions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from app.core.event import Event


@dataclass(frozen=True, slots=True)
class MissionFinished(Event):
    """Somebody has finished a mission. The event keeps its day alone."""

    NAME: ClassVar[str] = "missions.finished"
    mission_id: int
    person_id: int


@dataclass(frozen=True, slots=True)
class MissionStopped(Event):
    """A mission was recalled: nobody is to go on with it."""

    NAME: ClassVar[str] = "missions.stopped"

    mission_id: int
    campaign_id: int
