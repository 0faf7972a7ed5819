"""What follows from events, for those who recruit."""

from __future__ import annotations

from sqlalchemy.orm import Session

from app.outbox.deliver import Delivery
from app.policy.actor import SYSTEM
from app.recruiting.service import count_join, note_joined


def count_who_came(session: Session, delivery: Delivery) -> None:
    """Count who came by a personal link. It joins the delivery's transaction, so each is counted once."""
    count_join(session, SYSTEM, int(delivery.payload["edition_id"]), str(delivery.payload["code"]))


def note_who_joined(session: Session, delivery: Delivery) -> None:
    """Let an invitation say that it led to joining."""
    note_joined(session, SYSTEM, int(delivery.payload["enrolment_id"]))
