"""The journal on time."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from app.journal.seal import seal_waiting


def seal(session: Session, _due_at: datetime) -> None:
    """Chain what was recorded since the last time."""
    while seal_waiting(session):
        pass
