"""What is forgotten on time."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from app.on_behalf.service import forget_unconfirmed
from app.policy.actor import SYSTEM


def forget_waiting(session: Session, _due_at: datetime) -> None:
    """Delete what nobody confirmed in time. A handler for ``PERIODIC``, once a day."""
    forget_unconfirmed(session, SYSTEM)
