"""Switch a function that could watch people."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.db.session import transaction
from app.entities.queries import entity_for_update
from app.journal.record import record
from app.language.detect import detect
from app.policy.actor import Actor
from app.policy.check import require
from app.policy.rules import Action
from app.switches.errors import SwitchReasonMissing
from app.switches.models import EntitySwitch, SwitchChange
from app.switches.types import Switch


@dataclass(frozen=True, slots=True)
class SwitchInput:
    """How a function should stand, and why."""

    is_on: bool
    reason: str


def set_switch(session: Session, actor: Actor, entity_code: str, switch: Switch, data: SwitchInput) -> bool:
    """Switch a function on or off in an entity; tell whether that changed anything. Twice is the same as once.

    :raises NotFound: no such entity or function, or none of the actor's business
    :raises Forbidden: the entity's sponsor does, or an administrator
    :raises SwitchReasonMissing: nothing is switched without a reason
    """
    with transaction(session):
        entity = entity_for_update(session, actor, entity_code, Action.SWITCH_VIEW)
        require(actor, Action.SWITCH_SET, entity.facts)
        if not data.reason:
            raise SwitchReasonMissing
        row = session.get(EntitySwitch, (entity.id, switch), populate_existing=True)
        if row is None:
            row = EntitySwitch(entity_id=entity.id, switch=switch, is_on=False)
            session.add(row)
        if row.is_on is data.is_on:
            return False
        row.is_on = data.is_on
        change = SwitchChange(
            entity_id=entity.id,
            switch=switch,
            is_on=data.is_on,
            reason=data.reason,
            language=detect(data.reason, (actor.language,)),
            changed_by_id=actor.person_id,
        )
        session.add(change)
        details = {"switch": switch.value, "is_on": data.is_on}
        record(session, actor, "switches.set", ("entity", entity.id, entity.facts), details)
    return True
