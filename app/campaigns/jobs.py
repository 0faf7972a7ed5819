"""What campaigns do on time."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from app.campaigns.service import turn_phases
from app.policy.actor import SYSTEM


def tell_turns(session: Session, _due_at: datetime) -> None:
    """Mark and tell what happened to phases since. A handler for ``PERIODIC``, every minute, by its own marks."""
    turn_phases(session, SYSTEM)
