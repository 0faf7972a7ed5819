"""What awaits somebody in several entities at once: pieces of the queue and of the lists of what is owed."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, CompoundSelect, Select, and_, or_, select, union_all
from sqlalchemy.orm import InstrumentedAttribute, Session

from app.entities.models import Entity
from app.feedback.models import Feedback
from app.policy.actor import Actor, Role

ENTITIES_MAX = 400  # SQLite puts at most 500 selections together; a group has dozens of companies

Keys = Select[*tuple[Any, ...]] | CompoundSelect[*tuple[Any, ...]]  # of id, place
PageStart = tuple[Any, int]  # the place of the last one shown, and its number


@dataclass(frozen=True, slots=True)
class WorkEntity:
    """An entity in which something awaits the actor."""

    id: int
    code: str
    name: str


def entities_reached(session: Session, actor: Actor, roles: Collection[Role]) -> tuple[WorkEntity, ...]:
    """Return the entities that the actor's mandates in these roles reach, by name; one for the group reaches all."""
    reached = {grant.entity_id for grant in actor.grants if grant.role in roles}
    statement = select(Entity.id, Entity.code, Entity.name).order_by(Entity.name, Entity.id).limit(ENTITIES_MAX)
    if None not in reached:
        statement = statement.where(Entity.id.in_(reached))
    return tuple(WorkEntity(*row) for row in session.execute(statement))


def first_of(
    stretches: Iterable[ColumnElement[bool]],
    order: InstrumentedAttribute[Any],
    conditions: Iterable[ColumnElement[bool]],
    start: PageStart | None,
    limit: int,
) -> Keys | None:
    """Return the first of several stretches of an index, put together by ``order``; ``None`` when there is none.

    Each is read by itself: a list of entities in one condition would be sorted whole.
    """
    wanted = list(conditions)
    if start is not None:
        place, feedback_id = start
        wanted += [order >= place, or_(order > place, and_(order == place, Feedback.id > feedback_id))]
    each = [
        select(Feedback.id, order.label("place"))
        .where(stretch, *wanted)
        .order_by(order, Feedback.id)
        .limit(limit)
        .subquery()
        for stretch in stretches
    ]
    if not each:
        return None
    keys = select(each[0]) if len(each) == 1 else union_all(*(select(part) for part in each))
    return keys.order_by("place", "id").limit(limit)
