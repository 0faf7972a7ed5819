"""Record an event for later delivery."""

from __future__ import annotations

from dataclasses import asdict

from sqlalchemy.orm import Session

from app.core import idents
from app.core.event import Event
from app.outbox.models import OutboxMessage

WAKE = "wake_after_commit"  # session.info key: something waits, the worker may be woken


def publish(session: Session, event: Event) -> None:
    """Add ``event`` to the outbox of the current transaction; nothing is sent yet."""
    message = OutboxMessage(id=idents.new_id(), name=event.NAME, payload=asdict(event))
    session.add(message)
    session.info[WAKE] = True
