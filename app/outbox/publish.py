"""Record an event for later delivery."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

from sqlalchemy import delete
from sqlalchemy.orm import Session

from app.core import clock
from app.core.event import Event
from app.core.idents import new_id
from app.db.insert import insert_row
from app.outbox.models import OutboxMessage

WAKE = "wake_after_commit"  # session.info key: something waits, the worker may be woken


AT_ONCE = timedelta()


def publish(session: Session, event: Event, *, day_only: bool = False, after: timedelta = AT_ONCE) -> int:
    """Add ``event`` to the outbox of the current transaction; nothing is sent yet. Return its number.

    ``day_only``: it is of somebody whom nobody may trace, and keeps its day instead of its instant.
    ``after``: how long it waits at least; until then ``take_back`` finds it.
    """
    now = clock.now()
    due_at = datetime.combine(now.date(), time.min, tzinfo=UTC) if day_only else now + after
    message_id = new_id()
    values = {"id": message_id, "name": event.NAME, "payload": event.payload(), "due_at": due_at}
    insert_row(session, OutboxMessage, values)
    session.info[WAKE] = True
    return message_id


def take_back(session: Session, message_id: int) -> bool:
    """Remove an event that was not delivered yet; tell whether it was still there."""
    taken = session.execute(delete(OutboxMessage).where(OutboxMessage.id == message_id).returning(OutboxMessage.id))
    return taken.first() is not None
