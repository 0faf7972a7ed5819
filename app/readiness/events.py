"""What happens to approvals."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from app.core.event import Event


@dataclass(frozen=True, slots=True)
class ApprovalRevoked(Event):
    """A sponsor took the approval of an edition back; the reason is kept with it."""

    NAME: ClassVar[str] = "readiness.approval_revoked"

    edition_id: int
    campaign_id: int
    entity_id: int
