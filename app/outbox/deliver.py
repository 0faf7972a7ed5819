"""Hand waiting events to their handlers, each in its own transaction."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.core import clock
from app.core.failures import describe
from app.db.session import transaction
from app.outbox.models import OutboxMessage

MAX_ATTEMPTS = 8
FIRST_RETRY_SECONDS = 5  # doubled at each attempt

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Delivery:
    """One event on its way: its number makes what handlers create unique."""

    message_id: int
    name: str
    payload: Mapping[str, Any]


Handler = Callable[[Session, Delivery], None]


def deliver_waiting(session: Session, handlers: Mapping[str, Sequence[Handler]], *, limit: int = 100) -> int:
    """Deliver up to ``limit`` events, oldest first; return how many were delivered.

    At least once: a handler may see an event twice, and must not mind. A handler that fails leaves its
    event waiting, with one more attempt counted and a longer pause each time; after ``MAX_ATTEMPTS`` it
    stays as dead, where ``pepite doctor`` shows it.
    """
    waiting = (
        select(OutboxMessage.id)
        .where(OutboxMessage.is_dead.is_(False), OutboxMessage.due_at <= clock.now())
        .order_by(OutboxMessage.due_at, OutboxMessage.id)
        .limit(limit)
    )
    return sum(_deliver(session, message_id, handlers) for message_id in session.scalars(waiting).all())


def _deliver(session: Session, message_id: int, handlers: Mapping[str, Sequence[Handler]]) -> bool:
    """Deliver one event; tell whether it went well."""
    try:
        with transaction(session):
            message = session.scalar(
                select(OutboxMessage)
                .where(OutboxMessage.id == message_id)
                .with_for_update(skip_locked=True, key_share=True)
            )
            if message is None:  # another worker has it, or had it
                return False
            for handle in handlers.get(message.name, ()):
                handle(session, Delivery(message.id, message.name, message.payload))
            session.execute(delete(OutboxMessage).where(OutboxMessage.id == message_id))
            session.expunge(message)
    except Exception as error:  # noqa: BLE001 - whatever a handler raises, the other events go on
        log.warning("event not delivered: %s", describe(error))  # never its message: it may quote people's words
        _postpone(session, message_id)
        return False
    return True


def _postpone(session: Session, message_id: int) -> None:
    """Count a failed attempt, and wait longer before the next."""
    with transaction(session):
        message = session.get(OutboxMessage, message_id, populate_existing=True)
        if message is None:
            return
        message.attempts += 1
        message.is_dead = message.attempts >= MAX_ATTEMPTS
        message.due_at = clock.now() + timedelta(seconds=FIRST_RETRY_SECONDS * 2**message.attempts)
