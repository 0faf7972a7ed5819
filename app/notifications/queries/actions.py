"""Actions as notices speak of them: who follows them, and what a reader may see."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.queries import holders_of
from app.actions.models import ActionItem
from app.actions.queries import actions_seen
from app.actions.types import GOES_ON
from app.core import clock
from app.notifications.types import SeenSubject, WrittenWords
from app.policy.actor import Actor, Role
from app.policy.check import require
from app.policy.facts import NOTHING, Facts
from app.policy.rules import Action


@dataclass(frozen=True, slots=True)
class SeenAction(SeenSubject):
    """An action that its reader owns or follows."""

    due_on: date
    goes_on: bool
    has_owner_left: bool


def seen_actions(session: Session, actor: Actor, ids: Collection[int]) -> dict[int, SeenAction]:
    """Return, of these actions, those the actor owns or follows. Two statements."""
    require(actor, Action.NOTICE_READ, Facts(person_id=actor.person_id))
    return {
        row.id: SeenAction(
            WrittenWords(row.title, row.language), row.due_on, row.state in GOES_ON, has_owner_left=row.has_owner_left
        )
        for row in actions_seen(session, actor, ids)
    }


def sponsors_of_action(session: Session, actor: Actor, action_id: int) -> frozenset[int]:
    """Return who decides in the entity of an action, who may name another owner. Two statements."""
    require(actor, Action.NOTICE_CREATE, NOTHING)
    entity_id = session.scalar(select(ActionItem.entity_id).where(ActionItem.id == action_id))
    if entity_id is None:
        return frozenset()
    holders = holders_of(session, actor, {Role.SPONSOR}, clock.today(), {entity_id})
    return frozenset(each.person_id for each in holders)
