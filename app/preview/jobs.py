"""What is forgotten on time."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from app.policy.actor import SYSTEM
from app.preview.service import forget_ended_links


def forget_review_links(session: Session, _due_at: datetime) -> None:
    """Delete the reviewers' links that nobody needs any more. A handler for ``PERIODIC``, once a day."""
    forget_ended_links(session, SYSTEM)
