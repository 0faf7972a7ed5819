"""What happens to messages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from app.core.event import Event


@dataclass(frozen=True, slots=True)
class MemberMessageSent(Event):
    """The hour of a message has come: those it is for are told."""

    NAME: ClassVar[str] = "messages.sent"
    member_message_id: int
