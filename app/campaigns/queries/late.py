"""Answers that are late in an entity, which keep it from opening an edition, and the exceptions to that."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import Date, column, func, select, table
from sqlalchemy import text as sql
from sqlalchemy.orm import Session

from app.accounts.models import Person
from app.campaigns.models import OpeningException
from app.core import clock
from app.entities.models import Entity
from app.policy.actor import Actor
from app.policy.check import can, require
from app.policy.facts import Facts
from app.policy.rules import Action

# Contributions stand above campaigns, so their table is named, not imported: arrows go down only.
_FEEDBACK = table(
    "feedback", column("entity_id"), column("shown_entity_id"), column("answered_at"),
    column("due_on", Date), column("source_key"),
)  # fmt: skip
_PUBLISHED = sql("feedback.state = 'published'")


@dataclass(frozen=True, slots=True)
class ExceptionRow:
    """An entity may open editions in spite of late answers, up to a day, which is included."""

    until: date
    reason: str
    given_by: str | None  # None: the account is gone


@dataclass(frozen=True, slots=True)
class Lateness:
    """How many answers are late on cards that show the entity, and the exception in force."""

    late: int = 0
    exception: ExceptionRow | None = None

    @property
    def holds_back(self) -> bool:
        """Whether the entity has to answer first."""
        return self.late > 0 and self.exception is None


def lateness_of(session: Session, actor: Actor, places: Collection[Facts]) -> Mapping[int, Lateness]:
    """Return, for the entity of each edition, what is late there today. Two statements, none for no edition.

    A card that hides its entity counts nowhere: that it held one back would tell where it comes from.

    :raises Forbidden: only who prepares or approves editions there may know
    """
    for place in places:
        require(actor, Action.READINESS_VIEW, place)
    entity_ids = {place.entity_id for place in places if place.entity_id is not None}
    if not entity_ids:
        return {}
    in_force = _in_force(session, entity_ids)
    return {
        entity_id: Lateness(late, in_force.get(entity_id)) for entity_id, late in _late(session, entity_ids).items()
    }


def exception_in_force(session: Session, actor: Actor, entity_id: int) -> ExceptionRow | None:
    """Return the exception in force for an entity, for who reads its dashboard; nothing for others. One statement."""
    if not can(actor, Action.DASHBOARD_ENTITY, Facts(entity_id=entity_id)):
        return None
    return _in_force(session, [entity_id]).get(entity_id)


def _in_force(session: Session, entity_ids: Collection[int]) -> dict[int, ExceptionRow]:
    """Return the exception of each entity that lasts longest, if it is not over."""
    rows = session.execute(
        select(
            OpeningException.entity_id, OpeningException.until, OpeningException.reason, Person.name, Entity.time_zone
        )
        .join(Entity, Entity.id == OpeningException.entity_id)
        .outerjoin(Person, Person.id == OpeningException.given_by_id)
        .where(OpeningException.entity_id.in_(entity_ids), OpeningException.until >= clock.today() - timedelta(days=1))
        .order_by(OpeningException.until, OpeningException.given_at)
    )
    return {
        entity_id: ExceptionRow(until, reason, name)
        for entity_id, until, reason, name, zone in rows
        if until >= clock.today(zone)
    }


def _late(session: Session, entity_ids: Collection[int]) -> dict[int, int]:
    """Count what was due before today, on each entity's own clock."""
    card = _FEEDBACK.c
    rows = session.execute(
        select(Entity.id, Entity.time_zone, card.due_on, func.count(card.due_on))
        .outerjoin(
            _FEEDBACK,
            (card.entity_id == Entity.id)
            & (card.shown_entity_id == Entity.id)
            & _PUBLISHED
            & card.answered_at.is_(None)
            & card.source_key.is_(None)
            & card.due_on.is_not(None),
        )
        .where(Entity.id.in_(entity_ids))
        .group_by(Entity.id, Entity.time_zone, card.due_on)
    )
    late = dict.fromkeys(entity_ids, 0)
    for entity_id, zone, due_on, count in rows:
        late[entity_id] += count if due_on is not None and due_on < clock.today(zone) else 0
    return late
