"""What enrolment does on time."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from app.enrolment.service import end_recruitments
from app.policy.actor import SYSTEM


def tell_rest(session: Session, _due_at: datetime) -> None:
    """Tell those still on a list once an edition takes nobody in. A handler for ``PERIODIC``, twice an hour."""
    end_recruitments(session, SYSTEM)
