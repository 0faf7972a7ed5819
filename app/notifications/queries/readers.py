"""People who are told something: what they may do today, and where their mail goes."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import Person
from app.accounts.queries import rights_of
from app.accounts.types import PersonStatus
from app.core.working_time import WorkingTime
from app.entities.models import Entity
from app.policy.actor import Actor
from app.policy.check import require
from app.policy.facts import NOTHING
from app.policy.rules import Action


@dataclass(frozen=True, slots=True)
class Reader:
    """A person with an open account: what they may do, their name, and the address and language of their mail."""

    actor: Actor
    name: str
    email: str


def working_time_of(session: Session, actor: Actor, reader: Reader) -> WorkingTime:
    """Return when people work in a reader's entity. One statement."""
    require(actor, Action.NOTICE_CREATE, NOTHING)
    return session.scalars(select(Entity).where(Entity.id == reader.actor.entity_id)).one().working_time


def readers_of(session: Session, actor: Actor, people: Collection[int]) -> dict[int, Reader]:
    """Return those whose account is open, by number. Two statements, whatever their number."""
    require(actor, Action.NOTICE_CREATE, NOTHING)
    rights = rights_of(session, actor, people)
    rows = session.execute(
        select(Person.id, Person.entity_id, Person.name, Person.email, Person.locale, Entity.default_locale)
        .join(Entity, Entity.id == Person.entity_id)
        .where(Person.id.in_(people), Person.status == PersonStatus.ACTIVE)
    )
    return {
        row.id: Reader(
            Actor(
                person_id=row.id,
                entity_id=row.entity_id,
                grants=rights[row.id].grants,
                enrolled_in=rights[row.id].enrolled_in,
                campaigns_open=rights[row.id].campaigns_open,
                charters_owed=rights[row.id].charters_owed,
                legal_owed=rights[row.id].legal_owed,
                locale=row.locale or row.default_locale,
            ),
            row.name,
            row.email,
        )
        for row in rows
    }
