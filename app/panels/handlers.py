"""What follows from events, for variant panels."""

from __future__ import annotations

from sqlalchemy.orm import Session

from app.outbox.deliver import Delivery
from app.panels.service import place_person
from app.policy.actor import SYSTEM


def follow_enrolled(session: Session, delivery: Delivery) -> None:
    """Give a variant to who has joined. A second time changes nothing."""
    place_person(session, SYSTEM, int(delivery.payload["enrolment_id"]))
