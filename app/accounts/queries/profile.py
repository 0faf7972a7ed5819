"""One's own settings."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import Person
from app.accounts.types import Function
from app.entities.models import Entity
from app.policy.actor import Actor
from app.policy.check import require
from app.policy.facts import Facts
from app.policy.rules import Action


@dataclass(frozen=True, slots=True)
class ProfileRow:
    """A person's own settings; ``None`` means "as usual here"."""

    name: str
    email: str
    entity_name: str
    entity_time_zone: str
    locale: str | None
    time_zone: str | None
    has_password: bool
    settings_version: int
    function: Function | None


def own_profile(session: Session, actor: Actor) -> ProfileRow:
    """Return the actor's own settings. One statement."""
    require(actor, Action.PROFILE_EDIT, Facts(person_id=actor.person_id))
    row = session.execute(
        select(
            Person.name, Person.email, Entity.name, Entity.time_zone, Person.locale, Person.time_zone,
            Person.password_hash.is_not(None), Person.settings_version, Person.function,
        )
        .join(Entity, Entity.id == Person.entity_id)
        .where(Person.id == actor.person_id)
    ).one()  # fmt: skip
    return ProfileRow(*row)
