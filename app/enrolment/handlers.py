"""What follows from events, for those who take part."""

from __future__ import annotations

from sqlalchemy.orm import Session

from app.enrolment.service import note_completed
from app.outbox.deliver import Delivery
from app.policy.actor import SYSTEM


def follow_finished(session: Session, delivery: Delivery) -> None:
    """Note who has finished every mission with this one. A second time changes nothing."""
    note_completed(session, SYSTEM, int(delivery.payload["mission_id"]), int(delivery.payload["person_id"]))
