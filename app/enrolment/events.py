"""What happens in enrolment."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from app.core.event import Event


@dataclass(frozen=True, slots=True)
class TesterEnrolled(Event):
    """Somebody takes part in an edition, or takes part again."""

    NAME: ClassVar[str] = "enrolment.enrolled"
    enrolment_id: int
    edition_id: int


@dataclass(frozen=True, slots=True)
class TesterLeft(Event):
    """Somebody has left an edition. The event does not say who: nobody is told."""

    NAME: ClassVar[str] = "enrolment.left"
    edition_id: int


@dataclass(frozen=True, slots=True)
class CameByLink(Event):
    """Somebody who never asked before came by a link. The event does not say who, and keeps its day alone."""

    NAME: ClassVar[str] = "enrolment.came_by_link"
    edition_id: int
    code: str


@dataclass(frozen=True, slots=True)
class ApplicationReceived(Event):
    """Somebody asked to take part, and will be answered."""

    NAME: ClassVar[str] = "enrolment.application_received"
    enrolment_id: int
    edition_id: int = 0  # 0: of an event from before it was told


@dataclass(frozen=True, slots=True)
class PlaceAwaited(Event):
    """Somebody is on the waiting list."""

    NAME: ClassVar[str] = "enrolment.place_awaited"
    enrolment_id: int


@dataclass(frozen=True, slots=True)
class PlaceOffered(Event):
    """Somebody who had asked, or was on the waiting list, takes part now."""

    NAME: ClassVar[str] = "enrolment.place_offered"
    enrolment_id: int


@dataclass(frozen=True, slots=True)
class ApplicationDeclined(Event):
    """Somebody who had asked is not taken in."""

    NAME: ClassVar[str] = "enrolment.application_declined"
    enrolment_id: int


@dataclass(frozen=True, slots=True)
class RecruitmentEnded(Event):
    """An edition takes nobody in any more, and this person was still on a list."""

    NAME: ClassVar[str] = "enrolment.recruitment_ended"
    enrolment_id: int
