"""Lists for those who look after accounts and mandates."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import or_, select, tuple_
from sqlalchemy import text as sql
from sqlalchemy.orm import Session, aliased

from app.accounts.credentials import email_key
from app.accounts.models import Mandate, Person
from app.accounts.types import PersonStatus
from app.core.pages import Page, join_key, read_key, read_number
from app.entities.models import Entity
from app.policy.actor import Actor, Role
from app.policy.check import require
from app.policy.facts import NOTHING, Facts
from app.policy.rules import Action

MANDATES_PER_PAGE = 50
PEOPLE_PER_PAGE = 50
SEARCH_MIN_LETTERS = 3


@dataclass(frozen=True, slots=True)
class MandateRow:
    """One role of one person, as the list shows it."""

    id: int
    person_name: str
    person_entity: str
    role: Role
    entity_name: str | None
    campaign_slug: str | None
    languages: tuple[str, ...]
    starts_on: date
    ends_on: date | None
    given_by: str | None
    facts: Facts


@dataclass(frozen=True, slots=True)
class PersonRow:
    """One account, as administrators see it: nothing about what the person does."""

    id: int
    name: str
    email: str
    entity_name: str
    is_active: bool


@dataclass(frozen=True, slots=True)
class CampaignChoice:
    """A campaign a mandate may be given for."""

    id: int
    slug: str


_SLUG = sql("(SELECT slug FROM campaigns WHERE campaigns.id = mandates.campaign_id)")


def mandates_page(
    session: Session, actor: Actor, *, entity_id: int | None = None, day: date | None = None, after: str = ""
) -> Page[MandateRow]:
    """Return mandates, the latest first: all, or those of an entity, or those held on a day. One statement."""
    require(actor, Action.MANDATES_VIEW, Facts(entity_id=entity_id))
    place, giver = aliased(Entity), aliased(Person)
    statement = (
        select(
            Mandate.id, Person.name, Entity.name, Mandate.role, place.name, _SLUG, Mandate.languages,
            Mandate.starts_on, Mandate.ends_on, giver.name, Mandate.entity_id, Mandate.campaign_id, Mandate.person_id,
        )
        .join(Person, Person.id == Mandate.person_id)
        .join(Entity, Entity.id == Person.entity_id)
        .outerjoin(place, place.id == Mandate.entity_id)
        .outerjoin(giver, giver.id == Mandate.given_by_id)
        .order_by(Mandate.starts_on.desc(), Mandate.id.desc())
        .limit(MANDATES_PER_PAGE + 1)
    )  # fmt: skip
    if entity_id is not None:
        statement = statement.where(Mandate.entity_id == entity_id)
    if day is not None:
        statement = statement.where(Mandate.held_on(day))
    start = read_key(after, date.fromisoformat, read_number)
    if start is not None:
        statement = statement.where(tuple_(Mandate.starts_on, Mandate.id) < tuple_(*start))
    rows = session.execute(statement).all()
    shown = tuple(_mandate(row) for row in rows[:MANDATES_PER_PAGE])
    more = len(rows) > MANDATES_PER_PAGE
    return Page(shown, join_key(shown[-1].starts_on, shown[-1].id) if more else "")


def _mandate(row: Sequence[Any]) -> MandateRow:
    facts = Facts(entity_id=row[10], campaign_id=row[11], person_id=row[12], role_asked=row[3].value)
    values: tuple[Any, ...] = (*row[:6], tuple(row[6]), *row[7:10], facts)
    return MandateRow(*values)


def campaign_choices(session: Session, actor: Actor) -> tuple[CampaignChoice, ...]:
    """Return the campaigns a mandate may be given for, by address. One statement."""
    require(actor, Action.MANDATES_VIEW, NOTHING)
    rows = session.execute(sql("SELECT id, slug FROM campaigns ORDER BY slug LIMIT 500"))
    return tuple(CampaignChoice(*row) for row in rows)


def people_page(session: Session, actor: Actor, *, search: str = "", after: str = "") -> Page[PersonRow]:
    """Return accounts by name; with three letters or more, those whose name or address holds them. One statement."""
    require(actor, Action.PEOPLE_MANAGE, NOTHING)
    statement = (
        select(Person.id, Person.name, Person.email, Entity.name, Person.status == PersonStatus.ACTIVE)
        .join(Entity, Entity.id == Person.entity_id)
        .order_by(Person.name, Person.id)
        .limit(PEOPLE_PER_PAGE + 1)
    )
    if len(search) >= SEARCH_MIN_LETTERS:
        plain = "".join(letter for letter in unicodedata.normalize("NFKD", search) if not unicodedata.combining(letter))
        statement = statement.where(
            or_(
                Person.name.icontains(search, autoescape=True),
                Person.email_key.icontains(plain.replace(" ", "."), autoescape=True),
            )
        )
    start = read_key(after, str, read_number)
    if start is not None:
        statement = statement.where(tuple_(Person.name, Person.id) > tuple_(*start))
    rows = session.execute(statement).all()
    shown = tuple(PersonRow(*row) for row in rows[:PEOPLE_PER_PAGE])
    more = len(rows) > PEOPLE_PER_PAGE
    return Page(shown, join_key(shown[-1].name, shown[-1].id) if more else "")


def person_by_email(session: Session, actor: Actor, email: str) -> int | None:
    """Return the number of the account in use with that address, for who gives mandates."""
    require(actor, Action.MANDATES_VIEW, NOTHING)
    return session.scalar(
        select(Person.id).where(Person.email_key == email_key(email), Person.status == PersonStatus.ACTIVE)
    )
