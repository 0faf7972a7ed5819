"""Events this feature publishes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from app.core.event import Event


@dataclass(frozen=True, slots=True)
class PrivateMessageSent(Event):
    """One side wrote to the other; never says who wrote."""

    NAME: ClassVar[str] = "asking.sent"
    thread_id: int
    number: int
    side: str
