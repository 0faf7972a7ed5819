"""Events this feature publishes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from app.core.event import Event


@dataclass(frozen=True, slots=True)
class FeedbackMerged(Event):
    """A duplicate is read as a part of ``feedback_id``."""

    NAME: ClassVar[str] = "merging.merged"
    feedback_id: int
    duplicate_id: int
    by_id: int


@dataclass(frozen=True, slots=True)
class MergeUndone(Event):
    """A duplicate stands by itself again."""

    NAME: ClassVar[str] = "merging.undone"
    feedback_id: int  # the duplicate
    by_id: int
    shown_in_id: int  # where it was read
