"""Accounts and mandates as notices speak of them: each is seen by its own person."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import Mandate, Person
from app.entities.models import Entity
from app.notifications.types import SeenSubject, WrittenWords
from app.policy.actor import Actor, Role
from app.policy.check import require
from app.policy.facts import Facts
from app.policy.rules import Action


@dataclass(frozen=True, slots=True)
class SeenMandate(SeenSubject):
    """A mandate of the reader's own; its title is the entity, or nothing for the group."""

    role: Role


def seen_people(session: Session, actor: Actor, ids: Collection[int]) -> dict[int, SeenSubject]:
    """Return the actor's own account, if it is among them. One statement."""
    require(actor, Action.NOTICE_READ, Facts(person_id=actor.person_id))
    own = select(Person.id).where(Person.id.in_(ids), Person.id == actor.person_id)
    return {person_id: SeenSubject(title=WrittenWords("")) for person_id in session.scalars(own)}


def seen_mandates(session: Session, actor: Actor, ids: Collection[int]) -> dict[int, SeenMandate]:
    """Return, of these mandates, the actor's own. One statement."""
    require(actor, Action.NOTICE_READ, Facts(person_id=actor.person_id))
    rows = session.execute(
        select(Mandate.id, Mandate.role, Entity.name)
        .outerjoin(Entity, Entity.id == Mandate.entity_id)
        .where(Mandate.id.in_(ids), Mandate.person_id == actor.person_id)
    )
    return {row.id: SeenMandate(title=WrittenWords(row.name or ""), role=row.role) for row in rows}
