"""What the book of mails does on time."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from app.mail.ledger import forget_old_mails


def forget_mails(session: Session, _due_at: datetime) -> None:
    """Delete what is old. A handler for ``PERIODIC``, once a day."""
    forget_old_mails(session)
