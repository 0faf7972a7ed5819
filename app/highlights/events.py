"""Events this feature publishes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from app.core.event import Event


@dataclass(frozen=True, slots=True)
class ShowingAsked(Event):
    """The team asks an author for their agreement, or thanks them."""

    NAME: ClassVar[str] = "highlights.asked"
    feedback_id: int
    kind: str
    by_id: int
