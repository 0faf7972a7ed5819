"""Record an event for later delivery."""

from __future__ import annotations

from sqlalchemy.orm import Session

from app.core.event import Event
from app.db.insert import insert_row
from app.outbox.models import OutboxMessage

WAKE = "wake_after_commit"  # session.info key: something waits, the worker may be woken


def publish(session: Session, event: Event) -> None:
    """Add ``event`` to the outbox of the current transaction; nothing is sent yet."""
    insert_row(session, OutboxMessage, {"name": event.NAME, "payload": event.payload()})
    session.info[WAKE] = True
