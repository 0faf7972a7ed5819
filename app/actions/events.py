"""What happens to actions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from app.core.event import Event


@dataclass(frozen=True, slots=True)
class ActionGiven(Event):
    """Somebody became the owner of an action; ``by_id`` is not told of their own doing."""

    NAME: ClassVar[str] = "actions.given"
    action_id: int
    owner_id: int
    by_id: int


@dataclass(frozen=True, slots=True)
class OwnerMissing(Event):
    """The owner of an action has left, or no longer holds a mandate there."""

    NAME: ClassVar[str] = "actions.owner_missing"
    action_id: int
    owner_id: int  # 0: their account is gone
