"""What follows when the words of a contribution are new."""

from __future__ import annotations

from sqlalchemy.orm import Session

from app.feedback.service.meanings import plan_meaning
from app.outbox.deliver import Delivery
from app.policy.actor import SYSTEM


def read_soon(session: Session, delivery: Delivery) -> None:
    """Have the contribution read for what it means."""
    plan_meaning(session, SYSTEM, int(delivery.payload["feedback_id"]))
