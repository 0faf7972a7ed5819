"""Words written for a colleague as notices speak of them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import Person
from app.core import clock
from app.notifications.types import SeenSubject, WrittenWords
from app.on_behalf.models import OnBehalf
from app.policy.actor import Actor
from app.policy.check import require
from app.policy.facts import NOTHING, Facts
from app.policy.rules import Action


@dataclass(frozen=True, slots=True)
class SeenOnBehalf(SeenSubject):
    """Words that wait for their reader, and who wrote them down."""

    writer: str


def written_for(session: Session, actor: Actor, on_behalf_id: int) -> frozenset[int]:
    """Return for whom words were written down; nobody once they are gone. One statement."""
    require(actor, Action.NOTICE_CREATE, NOTHING)
    return frozenset(session.scalars(select(OnBehalf.person_id).where(OnBehalf.id == on_behalf_id)))


def seen_on_behalf(session: Session, actor: Actor, ids: Collection[int]) -> dict[int, SeenOnBehalf]:
    """Return, of these, what still waits for the actor. One statement."""
    require(actor, Action.NOTICE_READ, Facts(person_id=actor.person_id))
    rows = session.execute(
        select(OnBehalf.id, OnBehalf.title, OnBehalf.language, Person.name)
        .join(Person, Person.id == OnBehalf.writer_id)
        .where(OnBehalf.id.in_(ids), OnBehalf.person_id == actor.person_id, OnBehalf.expires_on >= clock.today())
    )
    return {row.id: SeenOnBehalf(WrittenWords(row.title, row.language), row.name) for row in rows}
