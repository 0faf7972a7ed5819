"""Record an event for later delivery."""

from __future__ import annotations

from datetime import UTC, datetime, time

from sqlalchemy.orm import Session

from app.core import clock
from app.core.event import Event
from app.db.insert import insert_row
from app.outbox.models import OutboxMessage

WAKE = "wake_after_commit"  # session.info key: something waits, the worker may be woken


def publish(session: Session, event: Event, *, day_only: bool = False) -> None:
    """Add ``event`` to the outbox of the current transaction; nothing is sent yet.

    ``day_only``: it is of somebody whom nobody may trace, and keeps its day instead of its instant.
    """
    now = clock.now()
    due_at = datetime.combine(now.date(), time.min, tzinfo=UTC) if day_only else now
    insert_row(session, OutboxMessage, {"name": event.NAME, "payload": event.payload(), "due_at": due_at})
    session.info[WAKE] = True
