"""Messages as tests write them."""

from __future__ import annotations

from datetime import datetime
from itertools import count

from sqlalchemy.orm import Session

from app.messages.queries import WritingPlace, writing_place
from app.messages.service import MemberMessageInput
from app.messages.types import Model
from app.policy.actor import Actor
from tests.feedback.scene import Scene

_keys = count(1)


def message(
    *, model: Model = Model.WELCOME, body: str = "Good to have you.", send_at: datetime | None = None, key: str = ""
) -> MemberMessageInput:
    """Return a message in English, right unless told otherwise."""
    return MemberMessageInput(model, {"en": "Welcome"}, {"en": body}, send_at, key or f"message-{next(_keys)}")


def place_in(session: Session, actor: Actor, scene: Scene) -> WritingPlace:
    """Return the scene's edition, as its team writes to it."""
    return writing_place(session, actor, scene.campaign.slug, scene.entity.code)
