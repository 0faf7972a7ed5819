"""What drafts forget on time."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from app.drafts.service import forget_old_drafts
from app.policy.actor import SYSTEM


def forget_old(session: Session, _due_at: datetime) -> None:
    """Delete the drafts of editions that closed a month ago. A handler for ``PERIODIC``, once a day."""
    forget_old_drafts(session, SYSTEM)
