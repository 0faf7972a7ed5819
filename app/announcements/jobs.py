"""What announcements do on time."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from app.announcements.service import show_scheduled
from app.policy.actor import SYSTEM


def show_announcements(session: Session, due_at: datetime) -> None:
    """Tell the readers, every five minutes, of what has begun to show."""
    del due_at
    show_scheduled(session, SYSTEM)
