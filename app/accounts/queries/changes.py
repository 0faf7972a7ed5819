"""Who saved something last: what the journal knows, with the name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import Person
from app.journal.models import JournalEntry
from app.policy.actor import Actor


@dataclass(frozen=True, slots=True)
class LastChange:
    """Who saved something last, and when."""

    name: str
    at: datetime


def last_change(
    session: Session, actor: Actor, thing: tuple[str, int], action: str, details: Mapping[str, str] | None = None
) -> LastChange | None:
    """Return who did ``action`` last to a thing (its type and number in the journal), if somebody did. One statement.

    ``details`` are values that the entry has to hold.
    """
    del actor  # whoever may change the thing may know who did: the caller has asked
    object_type, object_id = thing
    row = session.execute(
        select(Person.name, JournalEntry.at)
        .join(Person, Person.id == JournalEntry.actor_id)
        .where(
            JournalEntry.object_type == object_type,
            JournalEntry.object_id == object_id,
            JournalEntry.action == action,
            *(JournalEntry.details[name].as_string() == value for name, value in (details or {}).items()),
        )
        .order_by(JournalEntry.at.desc(), JournalEntry.id.desc())
        .limit(1)
    ).one_or_none()
    return LastChange(*row) if row is not None else None
