"""What is taken back or hidden takes the reports of its campaign with it."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.feedback.models import Feedback
from app.outbox.deliver import Delivery
from app.policy.actor import SYSTEM
from app.reports.service import take_back_reports


def follow_taken_back(session: Session, delivery: Delivery) -> None:
    """Let nobody download any more what a contribution stood in."""
    feedback_id = delivery.payload["feedback_id"]
    campaign_id = session.scalar(select(Feedback.campaign_id).where(Feedback.id == feedback_id))
    if campaign_id is not None:
        take_back_reports(session, SYSTEM, campaign_id)
