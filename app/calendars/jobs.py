"""What calendars do on time."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from app.calendars.service import take_public_holidays
from app.policy.actor import SYSTEM


def take_holidays(session: Session, due_at: datetime) -> None:
    """Take the public holidays of a year that comes near, every day."""
    del due_at
    take_public_holidays(session, SYSTEM)
