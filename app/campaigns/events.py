"""What happens to campaigns."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from app.core.event import Event


@dataclass(frozen=True, slots=True)
class EditionOpened(Event):
    """An entity starts to take part."""

    NAME: ClassVar[str] = "campaigns.edition_opened"

    edition_id: int
    campaign_id: int
    entity_id: int


@dataclass(frozen=True, slots=True)
class PromiseWeakened(Event):
    """What a campaign promises holds less than what those who joined were told."""

    NAME: ClassVar[str] = "campaigns.promise_weakened"

    promise_change_id: int
    campaign_id: int


@dataclass(frozen=True, slots=True)
class PhaseTurned(Event):
    """A phase of an open edition opened, ends soon, or closed: once for each planned instant."""

    NAME: ClassVar[str] = "campaigns.phase_turned"

    edition_id: int
    campaign_id: int
    entity_id: int
    phase: str  # a PhaseKind
    turn: str  # a PhaseTurn


@dataclass(frozen=True, slots=True)
class EditionClosed(Event):
    """An entity's part is over."""

    NAME: ClassVar[str] = "campaigns.edition_closed"

    edition_id: int
    campaign_id: int
    entity_id: int
