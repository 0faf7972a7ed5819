"""Accounts and mandates as notices speak of them: who is told, and what a reader may see."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from app.accounts.models import Mandate, Person
from app.accounts.types import MandateStatus
from app.core import clock
from app.core.wall_time import to_wall
from app.core.working_time import last_working_day
from app.entities.models import Entity
from app.notifications.queries.readers import readers_of
from app.notifications.types import SeenSubject, WrittenWords
from app.policy.actor import Actor, Role
from app.policy.check import can, require
from app.policy.facts import NOTHING, Facts
from app.policy.rules import Action

MORNING = time(8)  # on the entity's clock


@dataclass(frozen=True, slots=True)
class SeenMandate(SeenSubject):
    """A mandate of the reader's own; its title is the entity, or nothing for the group."""

    role: Role
    status: MandateStatus
    ends_on: date | None


@dataclass(frozen=True, slots=True)
class SeenProposal(SeenSubject):
    """A mandate that needs a second colleague, for who may be that one; its title is the person's name."""

    role: Role
    waits: bool


@dataclass(frozen=True, slots=True)
class EndingMandate:
    """A mandate and its last day, in the calendar of the entity it is held in, or else where its holder works."""

    id: int
    person_id: int
    ends_on: date
    time_zone: str
    working_days: Sequence[int]
    holidays: Sequence[str]

    def is_due(self, now: datetime) -> bool:
        """Tell whether its holder is to be told by now: since the morning of the last day on which people work."""
        morning = last_working_day(self.ends_on, self.working_days, self.holidays)
        return to_wall(now, self.time_zone) >= datetime.combine(morning, MORNING)


def seen_people(session: Session, actor: Actor, ids: Collection[int]) -> dict[int, SeenSubject]:
    """Return the actor's own account, if it is among them. One statement."""
    require(actor, Action.NOTICE_READ, Facts(person_id=actor.person_id))
    own = select(Person.id).where(Person.id.in_(ids), Person.id == actor.person_id)
    return {person_id: SeenSubject(title=WrittenWords("")) for person_id in session.scalars(own)}


def seen_mandates(session: Session, actor: Actor, ids: Collection[int]) -> dict[int, SeenMandate]:
    """Return, of these mandates, the actor's own. One statement."""
    require(actor, Action.NOTICE_READ, Facts(person_id=actor.person_id))
    rows = session.execute(
        select(Mandate.id, Mandate.role, Mandate.status, Mandate.ends_on, Entity.name)
        .outerjoin(Entity, Entity.id == Mandate.entity_id)
        .where(Mandate.id.in_(ids), Mandate.person_id == actor.person_id)
    )
    return {row.id: SeenMandate(WrittenWords(row.name or ""), row.role, row.status, row.ends_on) for row in rows}


def seen_proposals(session: Session, actor: Actor, ids: Collection[int]) -> dict[int, SeenProposal]:
    """Return, of these mandates, those the actor may agree to, or could have. One statement."""
    require(actor, Action.NOTICE_READ, Facts(person_id=actor.person_id))
    rows = session.execute(
        select(Mandate, Person.name).join(Person, Person.id == Mandate.person_id).where(Mandate.id.in_(ids))
    )
    return {
        mandate.id: SeenProposal(WrittenWords(name), mandate.role, mandate.status is MandateStatus.PROPOSED)
        for mandate, name in rows
        if can(actor, Action.MANDATE_CONFIRM, mandate.facts)
    }


def second_colleagues_of(session: Session, actor: Actor, mandate_id: int) -> frozenset[int]:
    """Return who may agree to a proposed mandate today. Four statements at most."""
    require(actor, Action.NOTICE_CREATE, NOTHING)
    mandate = session.get(Mandate, mandate_id)
    if mandate is None or mandate.status is not MandateStatus.PROPOSED:
        return frozenset()
    holders = select(Mandate.person_id).where(Mandate.in_force_on(clock.today())).distinct()
    readers = readers_of(session, actor, session.scalars(holders).all())
    return frozenset(
        person_id for person_id, reader in readers.items() if can(reader.actor, Action.MANDATE_CONFIRM, mandate.facts)
    )


def mandates_ending(session: Session, actor: Actor, first: date, last: date) -> list[EndingMandate]:
    """Return the mandates in force whose last day is between two days, both included. One statement."""
    require(actor, Action.NOTICE_CREATE, NOTHING)
    statement: Select[*tuple[Any, ...]] = (
        select(Mandate.id, Mandate.person_id, Mandate.ends_on, Entity.time_zone, Entity.working_days, Entity.holidays)
        .join(Person, Person.id == Mandate.person_id)
        .join(Entity, Entity.id == func.coalesce(Mandate.entity_id, Person.entity_id))
        .where(Mandate.status == MandateStatus.GIVEN, Mandate.ends_on.between(first, last), Mandate.starts_on <= last)
        .order_by(Mandate.id)
    )
    return [EndingMandate(*row) for row in session.execute(statement)]
