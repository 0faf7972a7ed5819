"""Who holds a role: the mandates read from the other side."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.accounts.models import Mandate, Person
from app.accounts.types import PersonStatus
from app.policy.actor import Actor, Grant, Role


@dataclass(frozen=True, slots=True)
class MandateHolder:
    """A person with an open account, and one mandate they hold."""

    person_id: int
    name: str
    grant: Grant


def holders_of(
    session: Session, actor: Actor, roles: Collection[Role], day: date, entities: Collection[int]
) -> list[MandateHolder]:
    """Return the mandates in these roles held that day for one of these entities or for the group. One statement.

    Whether a mandate covers a campaign or a language, its ``grant`` tells.
    """
    del actor  # who animates and moderates is no secret; what follows from it, the caller has asked about
    rows = session.execute(
        select(Mandate.person_id, Person.name, Mandate.role, Mandate.entity_id, Mandate.campaign_id, Mandate.languages)
        .join(Person, Person.id == Mandate.person_id)
        .where(
            Mandate.role.in_(roles),
            or_(Mandate.entity_id.is_(None), Mandate.entity_id.in_(entities)),
            Mandate.in_force_on(day),
            Person.status == PersonStatus.ACTIVE,
        )
    )
    return [
        MandateHolder(
            row.person_id, row.name, Grant(row.role, row.entity_id, row.campaign_id, frozenset(row.languages))
        )
        for row in rows
    ]
