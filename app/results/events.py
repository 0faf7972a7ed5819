"""What happens to results pages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from app.core.event import Event


@dataclass(frozen=True, slots=True)
class ResultsPublished(Event):
    """A version was published."""

    NAME: ClassVar[str] = "results.published"
    campaign_id: int
    number: int
    by_id: int
