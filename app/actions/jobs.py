"""What actions do on time."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from app.actions.service import tell_of_missing_owners
from app.policy.actor import SYSTEM


def ask_for_owners(session: Session, due_at: datetime) -> None:
    """Ask the sponsors, every hour, for another owner where one has left."""
    del due_at
    tell_of_missing_owners(session, SYSTEM)
