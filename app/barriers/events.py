"""What happens to reports of barriers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from app.core.event import Event


@dataclass(frozen=True, slots=True)
class BarrierReported(Event):
    """Somebody met a barrier."""

    NAME: ClassVar[str] = "barriers.reported"
    report_id: int


@dataclass(frozen=True, slots=True)
class BarrierHandled(Event):
    """The contact changed the status of a report, or answered it."""

    NAME: ClassVar[str] = "barriers.handled"
    report_id: int
