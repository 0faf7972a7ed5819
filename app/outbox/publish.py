"""Record an event for later delivery."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import UTC, datetime, time, timedelta

from sqlalchemy import delete
from sqlalchemy.orm import Session

from app.core import clock
from app.core.event import Event
from app.core.idents import new_id
from app.db.insert import insert_rows
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
    return _write(session, [event], due_at)[0]


def publish_each(session: Session, events: Sequence[Event], *, after: timedelta = AT_ONCE) -> list[int]:
    """Add several events, as ``publish`` does one; return their numbers. At most one statement."""
    return _write(session, events, clock.now() + after)


def _write(session: Session, events: Sequence[Event], due_at: datetime) -> list[int]:
    if not events:
        return []
    ids = [new_id() for _each in events]
    rows = [
        {"id": number, "name": each.NAME, "payload": each.payload(), "due_at": due_at}
        for number, each in zip(ids, events, strict=True)
    ]
    insert_rows(session, OutboxMessage, rows)
    session.info[WAKE] = True
    return ids


def take_back(session: Session, message_id: int) -> bool:
    """Remove an event that was not delivered yet; tell whether it was still there."""
    return message_id in take_back_each(session, [message_id])


def take_back_each(session: Session, message_ids: Collection[int]) -> frozenset[int]:
    """Remove the events that were not delivered yet; return which were still there. At most one statement."""
    if not message_ids:
        return frozenset()
    gone = delete(OutboxMessage).where(OutboxMessage.id.in_(message_ids)).returning(OutboxMessage.id)
    return frozenset(session.scalars(gone))
