"""What themes do when contributions are merged, or taken apart."""

from __future__ import annotations

from sqlalchemy.orm import Session

from app.outbox.deliver import Delivery
from app.policy.actor import SYSTEM
from app.themes.service.give import follow_merge


def follow_merged(session: Session, delivery: Delivery) -> None:
    """Let the themes of a duplicate show where it is read."""
    follow_merge(session, SYSTEM, int(delivery.payload["feedback_id"]))


def follow_undone(session: Session, delivery: Delivery) -> None:
    """Take them back from where it was read."""
    follow_merge(session, SYSTEM, int(delivery.payload["shown_in_id"]))
