"""The storage on time."""

from __future__ import annotations

from datetime import datetime

from flask import current_app
from sqlalchemy.orm import Session

from app.files.store import sweep_orphans


def sweep_files(session: Session, _due_at: datetime) -> None:
    """Remove objects that no row points to."""
    sweep_orphans(session, current_app.extensions["storage"])
