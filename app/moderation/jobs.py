"""What moderation forgets on time."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from app.moderation.service import forget_undos
from app.policy.actor import SYSTEM


def forget_decided(session: Session, _due_at: datetime) -> None:
    """Forget what it takes to undo decisions that are too old for it. A handler for ``PERIODIC``, every hour."""
    forget_undos(session, SYSTEM)
