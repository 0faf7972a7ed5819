"""Write an entry in the transaction of the act."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from app.db.insert import insert_row
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
    object_type, object_id, facts = thing
    insert_row(
        session,
        JournalEntry,
        {
            "actor_id": None if actor.is_system else actor.person_id,
            "action": action,
            "object_type": object_type,
            "object_id": object_id,
            "entity_id": facts.entity_id,
            "campaign_id": facts.campaign_id,
            "details": dict(details or {}),
        },
    )
