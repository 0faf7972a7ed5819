"""What happens to review sessions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from app.core.event import Event


@dataclass(frozen=True, slots=True)
class ReviewersInvited(Event):
    """Assessors are asked for their marks."""

    NAME: ClassVar[str] = "reviews.invited"
    review_id: int
    person_ids: list[int]


@dataclass(frozen=True, slots=True)
class ReviewClosed(Event):
    """All marks are in, or the chair closed the session: its results can be read."""

    NAME: ClassVar[str] = "reviews.closed"
    review_id: int
