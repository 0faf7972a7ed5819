"""Tick what is in place, untick what is not, and say where an entity stands in the roll-out."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core import clock
from app.core.errors import NotPossibleNow
from app.db.session import transaction
from app.entities.models import Entity
from app.entities.queries import entity_for_update
from app.entities.types import Stage
from app.gate.errors import GateNotWhole, GateReasonMissing, NobodyInPlace
from app.gate.models import GateTick, GateTickPerson
from app.gate.queries import gates_of, people_behind
from app.gate.types import GateItem, ItemStanding
from app.journal.record import record
from app.policy.actor import Actor
from app.policy.check import require
from app.policy.rules import Action

REASON_MAX_CHARS = 500


def tick_item(session: Session, actor: Actor, entity_code: str, item: GateItem) -> GateTick:
    """Note that an item is in place, with the people it rests on. One that is no longer whole is ticked anew.

    :raises NotFound: no such entity, or none of the actor's business
    :raises Forbidden: only the central team does
    :raises NobodyInPlace: what it needs is not there today
    :raises NotPossibleNow: it is whole already
    """
    with transaction(session):
        entity = entity_for_update(session, actor, entity_code, Action.GATE_VIEW)
        require(actor, Action.GATE_TICK, entity.facts)
        row = next(each for each in gates_of(session, actor, [entity.facts])[entity.id].items if each.item is item)
        if row.standing is ItemStanding.WHOLE:
            raise NotPossibleNow
        if not row.can_tick:
            raise NobodyInPlace
        if row.tick is not None:
            _end(session, actor, entity, item, "")
        tick = GateTick(entity_id=entity.id, item=item, ticked_by_id=actor.person_id or None)
        session.add(tick)
        session.flush()
        people = people_behind(session, actor, entity.id, item)
        session.add_all(GateTickPerson(tick_id=tick.id, person_id=person_id) for person_id in people)
        record(session, actor, "gate.tick", ("entity", entity.id, entity.facts), {"item": item.value})
    return tick


def untick_item(session: Session, actor: Actor, entity_code: str, item: GateItem, reason: str) -> None:
    """Take a tick back, with a reason that is kept. What is open already stays open.

    :raises NotFound: no such entity, or none of the actor's business
    :raises Forbidden: only the central team does
    :raises GateReasonMissing: it says nothing
    :raises NotPossibleNow: it is not ticked
    """
    with transaction(session):
        entity = entity_for_update(session, actor, entity_code, Action.GATE_VIEW)
        require(actor, Action.GATE_TICK, entity.facts)
        if not reason.strip():
            raise GateReasonMissing
        _end(session, actor, entity, item, reason.strip())
        details = {"item": item.value, "reason": reason.strip()}
        record(session, actor, "gate.untick", ("entity", entity.id, entity.facts), details)


def set_stage(session: Session, actor: Actor, entity_code: str, stage: Stage) -> Entity:
    """Say where an entity stands in the roll-out. The same stage twice is one change.

    :raises NotFound: no such entity, or none of the actor's business
    :raises Forbidden: only the central team does
    :raises GateNotWhole: it would be a pilot or run, and its gate is not whole
    """
    with transaction(session):
        entity = entity_for_update(session, actor, entity_code, Action.GATE_VIEW)
        require(actor, Action.STAGE_SET, entity.facts)
        if entity.stage is stage:
            return entity
        if stage in {Stage.PILOT, Stage.RUNNING} and not gates_of(session, actor, [entity.facts])[entity.id].is_whole:
            raise GateNotWhole
        details = {"before": entity.stage.value, "after": stage.value}
        entity.stage = stage
        record(session, actor, "gate.set_stage", ("entity", entity.id, entity.facts), details)
    return entity


def _end(session: Session, actor: Actor, entity: Entity, item: GateItem, reason: str) -> None:
    """End the tick in force. Whoever opens an edition holds its row: one of the two is first."""
    tick = session.scalars(
        select(GateTick)
        .where(GateTick.entity_id == entity.id, GateTick.item == item, GateTick.ended_at.is_(None))
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    ).one_or_none()
    if tick is None:
        raise NotPossibleNow
    tick.ended_at, tick.ended_by_id, tick.reason = clock.now(), actor.person_id or None, reason
    session.flush()  # before the next one is added: one tick in force for an item
