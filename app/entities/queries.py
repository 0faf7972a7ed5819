"""Reads of entities."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from app.core.errors import NotFound
from app.entities.models import Entity
from app.entities.types import Stage
from app.policy.actor import Actor
from app.policy.check import can, require_sight
from app.policy.facts import Facts
from app.policy.rules import Action

ENTITIES_MAX = 500  # a group has dozens of companies; the list is read whole

_COLUMNS = (
    Entity.id, Entity.code, Entity.name, Entity.country, Entity.locales, Entity.default_locale, Entity.time_zone,
    Entity.stage,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class EntityRow:
    """One company of the group, as lists and pages show it."""

    id: int
    code: str
    name: str
    country: str
    locales: tuple[str, ...]
    default_locale: str
    time_zone: str
    stage: Stage

    @property
    def facts(self) -> Facts:
        """What the permission table may know about this entity."""
        return Facts(entity_id=self.id)


@dataclass(frozen=True, slots=True)
class EntityPlace:
    """The entity whose page somebody reads."""

    id: int
    code: str
    name: str

    @property
    def facts(self) -> Facts:
        """What the permission table may know about it."""
        return Facts(entity_id=self.id)


def entity_for_update(session: Session, actor: Actor, code: str, sight: Action) -> Entity:
    """Return an entity of which the actor may see something, as it is now, locked until the transaction ends.

    :raises NotFound: absent, or none of the actor's business
    """
    entity = session.scalars(
        select(Entity)
        .where(Entity.code == code)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    ).one_or_none()
    if entity is None:
        raise NotFound
    require_sight(actor, sight, entity.facts)
    return entity


def entity_place(session: Session, actor: Actor, code: str, action: Action) -> EntityPlace:
    """Return an entity by its code, for who may do that there. One statement.

    :raises NotFound: there is none, or the actor may not know of it
    """
    found = session.execute(select(Entity.id, Entity.code, Entity.name).where(Entity.code == code)).one_or_none()
    if found is None:
        raise NotFound
    place = EntityPlace(*found)
    require_sight(actor, action, place.facts)
    return place


def entities_list(session: Session, actor: Actor, action: Action = Action.ENTITY_VIEW) -> tuple[EntityRow, ...]:
    """Return the entities where the actor may do that, by name. One statement, whatever their number."""
    rows = session.execute(select(*_COLUMNS).order_by(Entity.name, Entity.id).limit(ENTITIES_MAX))
    return tuple(row for row in map(_row, rows) if can(actor, action, row.facts))


def _row(found: Row[*tuple[Any, ...]]) -> EntityRow:
    entity_id, code, name, country, locales, default_locale, time_zone, stage = found
    return EntityRow(entity_id, code, name, country, tuple(locales), default_locale, time_zone, stage)
