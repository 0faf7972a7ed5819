"""What questionnaires forget on time."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from app.policy.actor import SYSTEM
from app.questionnaires.service import forget


def forget_unsent_answers(session: Session, _due_at: datetime) -> None:
    """Delete answers that were never sent. A handler for ``PERIODIC``, once a day."""
    forget.forget_started(session, SYSTEM)


def mix_who_sent(session: Session, _due_at: datetime) -> None:
    """Keep no order of who sent. A handler for ``PERIODIC``, every hour."""
    forget.mix_senders(session, SYSTEM)
