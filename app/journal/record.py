"""Write an entry in the transaction of the act."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy.orm import Session

from app.db.insert import insert_rows
from app.journal.models import JournalEntry
from app.policy.actor import Actor
from app.policy.facts import Facts


def record(
    session: Session,
    actor: Actor,
    action: str,
    thing: tuple[str, int | None, Facts],
    details: Mapping[str, Any] | None = None,
) -> None:
    """Add an entry: who (nobody for the system), did what, to which thing (type, id, facts), with which values."""
    record_each(session, actor, action, [(thing, details or {})])


def record_each(
    session: Session,
    actor: Actor,
    action: str,
    things: Sequence[tuple[tuple[str, int | None, Facts], Mapping[str, Any]]],
) -> None:
    """Add an entry for each thing and its values, as ``record`` does one. At most one statement."""
    rows = [
        {
            "actor_id": None if actor.is_system else actor.person_id,
            "action": action,
            "object_type": object_type,
            "object_id": object_id,
            "entity_id": facts.entity_id,
            "campaign_id": facts.campaign_id,
            "details": dict(details),
        }
        for (object_type, object_id, facts), details in things
    ]
    insert_rows(session, JournalEntry, rows)
