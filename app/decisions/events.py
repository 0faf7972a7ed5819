"""Events this feature publishes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from app.core.event import Event


@dataclass(frozen=True, slots=True)
class DecisionRecorded(Event):
    """The sponsor decided; ``by_id`` is not told of their own decision."""

    NAME: ClassVar[str] = "decisions.recorded"
    feedback_id: int
    decision_id: int
    verdict: str
    by_id: int
