"""Reads of an entity's team."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session, aliased

from app.accounts.credentials import email_key
from app.accounts.models import Mandate, Person
from app.accounts.types import Function, MandateStatus, PersonStatus
from app.campaigns.models import Campaign
from app.core.errors import NotFound
from app.entities.queries import EntityPlace
from app.policy.actor import Actor, Role
from app.policy.check import require_sight
from app.policy.facts import Facts
from app.policy.rules import Action

MEMBERS_MAX = 300


@dataclass(frozen=True, slots=True)
class TeamMember:
    """A mandate that is in force or to come, and who holds it."""

    mandate_id: int
    person_id: int
    name: str
    function: Function | None
    role: Role
    entity_id: int
    campaign_id: int | None
    campaign_text_id: int | None
    languages: tuple[str, ...]
    starts_on: date
    ends_on: date | None
    cover_of_id: int | None
    covered_name: str | None  # of whose mandate it covers
    covered_person_id: int | None

    @property
    def facts(self) -> Facts:
        """What the permission table may know about it; of a cover, about the mandate that is covered."""
        return Facts(
            entity_id=self.entity_id,
            campaign_id=self.campaign_id,
            person_id=self.covered_person_id or self.person_id,
            role_asked=self.role.value,
        )


def _members(place: EntityPlace, today: date) -> Select[*tuple[Any, ...]]:
    covered, away = aliased(Mandate), aliased(Person)
    columns: Select[*tuple[Any, ...]] = (
        select(
            Mandate.id, Mandate.person_id, Person.name, Person.function, Mandate.role, Mandate.entity_id,
            Mandate.campaign_id, Campaign.title_text_id, Mandate.languages, Mandate.starts_on, Mandate.ends_on,
            Mandate.cover_of_id, away.name, away.id,
        )
        .join(Person, Person.id == Mandate.person_id)
        .outerjoin(Campaign, Campaign.id == Mandate.campaign_id)
        .outerjoin(covered, covered.id == Mandate.cover_of_id)
        .outerjoin(away, away.id == covered.person_id)
        .where(
            Mandate.entity_id == place.id,
            Mandate.status == MandateStatus.GIVEN,
            or_(Mandate.ends_on.is_(None), Mandate.ends_on >= today),
            Person.status == PersonStatus.ACTIVE,
        )
    )  # fmt: skip
    return columns


def team_members(session: Session, actor: Actor, place: EntityPlace, today: date) -> list[TeamMember]:
    """Return the mandates of an entity that are in force or to come, by role and name. One statement.

    :raises NotFound: its team is not the actor's to read
    """
    require_sight(actor, Action.TEAM_VIEW, place.facts)
    rows = session.execute(_members(place, today).order_by(Person.name, Mandate.id).limit(MEMBERS_MAX))
    return sorted((_member(tuple(row)) for row in rows), key=lambda one: list(Role).index(one.role))


def team_member(session: Session, actor: Actor, place: EntityPlace, mandate_id: int, today: date) -> TeamMember:
    """Return one mandate of the team. One statement.

    :raises NotFound: there is none, or the team is not the actor's to read
    """
    require_sight(actor, Action.TEAM_VIEW, place.facts)
    found = session.execute(_members(place, today).where(Mandate.id == mandate_id)).one_or_none()
    if found is None:
        raise NotFound
    return _member(tuple(found))


def _member(row: tuple[Any, ...]) -> TeamMember:
    return TeamMember(*(*row[:8], tuple(row[8]), *row[9:]))


def colleague_by_email(session: Session, actor: Actor, place: EntityPlace, email: str) -> int | None:
    """Return the number of the account in use with that address in the entity, if there is one. One statement.

    :raises NotFound: its team is not the actor's to read
    """
    require_sight(actor, Action.TEAM_VIEW, place.facts)
    return session.scalar(
        select(Person.id).where(
            Person.email_key == email_key(email),
            Person.entity_id == place.id,
            Person.status == PersonStatus.ACTIVE,
        )
    )
