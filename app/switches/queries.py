"""Reads of switches: the one question, and what people read about them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, exists, func, select
from sqlalchemy.orm import Session

from app.accounts.models import Person
from app.entities.models import Entity
from app.entities.queries import EntityPlace
from app.policy.actor import Actor
from app.policy.check import can, require_sight
from app.policy.rules import Action
from app.policy.scopes import Column
from app.switches.models import EntitySwitch, SwitchChange
from app.switches.types import Switch

ENTITIES_MAX = 500
CHANGES_MAX = 200  # of one function in one entity; the latest are shown


@dataclass(frozen=True, slots=True)
class SwitchRow:
    """A function in an entity; ``changed_at`` of its last change, ``None`` while nobody ever switched it."""

    switch: Switch
    is_on: bool
    changed_at: datetime | None


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """One change; no name when the account is gone."""

    is_on: bool
    reason: str
    language: str
    changed_at: datetime
    by: str | None


def is_on(session: Session, entity_id: int, switch: Switch) -> bool:
    """Tell whether a function that could watch people is switched on in an entity. One statement.

    Every such function asks here, or ``is_on_in`` in a list, and nowhere else.
    """
    return bool(session.scalar(select(EntitySwitch.is_on).where(_is(switch), EntitySwitch.entity_id == entity_id)))


def is_on_in(entity: Column, switch: Switch) -> ColumnElement[bool]:
    """Return ``is_on`` as a condition on a column of entities."""
    return exists().where(_is(switch), EntitySwitch.entity_id == entity, EntitySwitch.is_on)


def _is(switch: Switch) -> ColumnElement[bool]:
    return EntitySwitch.switch == switch


def switch_places(session: Session, actor: Actor) -> list[EntityPlace]:
    """Return the entities whose switches the actor may read, by name. One statement."""
    rows = session.execute(select(Entity.id, Entity.code, Entity.name).order_by(Entity.name).limit(ENTITIES_MAX))
    return [place for place in (EntityPlace(*row) for row in rows) if can(actor, Action.SWITCH_VIEW, place.facts)]


def switches_of(session: Session, actor: Actor, place: EntityPlace) -> list[SwitchRow]:
    """Return the functions as they stand in an entity. One statement.

    :raises NotFound: none of the actor's business
    """
    require_sight(actor, Action.SWITCH_VIEW, place.facts)
    last = (
        select(func.max(SwitchChange.changed_at))
        .where(SwitchChange.entity_id == EntitySwitch.entity_id, SwitchChange.switch == EntitySwitch.switch)
        .scalar_subquery()
    )
    rows = session.execute(
        select(EntitySwitch.switch, EntitySwitch.is_on, last).where(EntitySwitch.entity_id == place.id)
    )
    stored = {row[0]: SwitchRow(*row) for row in rows}
    return [stored.get(switch, SwitchRow(switch, is_on=False, changed_at=None)) for switch in Switch]


def changes_of(session: Session, actor: Actor, place: EntityPlace, switch: Switch) -> list[ChangeRow]:
    """Return who switched a function, when and why; the newest first. One statement.

    :raises NotFound: none of the actor's business
    """
    require_sight(actor, Action.SWITCH_VIEW, place.facts)
    rows = session.execute(
        select(SwitchChange.is_on, SwitchChange.reason, SwitchChange.language, SwitchChange.changed_at, Person.name)
        .outerjoin(Person, Person.id == SwitchChange.changed_by_id)
        .where(SwitchChange.entity_id == place.id, SwitchChange.switch == switch)
        .order_by(SwitchChange.changed_at.desc(), SwitchChange.id)
        .limit(CHANGES_MAX)
    )
    return [ChangeRow(*row) for row in rows]
