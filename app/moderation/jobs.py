"""What moderation forgets on time."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from app.moderation.service import forget_claims, forget_undos
from app.policy.actor import SYSTEM


def forget_decided(session: Session, _due_at: datetime) -> None:
    """Forget what it takes to undo old decisions, and who looked at what. A handler for ``PERIODIC``, every hour."""
    forget_undos(session, SYSTEM)
    forget_claims(session, SYSTEM)
