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
