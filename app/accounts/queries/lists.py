"""Lists for those who look after accounts and mandates."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, or_, select, tuple_
from sqlalchemy import text as sql
from sqlalchemy.orm import Session, aliased

from app.accounts.credentials import email_key
from app.accounts.models import Mandate, Person
from app.accounts.types import Function, MandateStatus, PersonStatus
from app.core import clock
from app.core.errors import NotFound
from app.core.pages import Page, join_key, read_key, read_number
from app.entities.models import Entity
from app.policy.actor import Actor, Role
from app.policy.check import require
from app.policy.facts import NOTHING, Facts
from app.policy.rules import Action
from app.texts.queries import EMPTY, ReadText, texts_of

MANDATES_PER_PAGE = 50
PEOPLE_PER_PAGE = 50
SEARCH_MIN_LETTERS = 3
# For which a mandate can be given: nobody has a role in a template. The table is of a feature above.
OFFERED_CAMPAIGNS = "SELECT id, title_text_id FROM campaigns WHERE purpose = 'campaign' ORDER BY id DESC LIMIT 500"
OPEN_END, OVER = date(9999, 12, 30), date(9999, 12, 31)  # where a list by last day puts a mandate without one, or ended


@dataclass(frozen=True, slots=True)
class MandateFilter:
    """Which mandates a list shows: of an entity, of a role, held on a day, of who is called so."""

    entity_id: int | None = None
    role: Role | None = None
    day: date | None = None
    name: str = ""  # three letters at least
    is_proposed: bool = False  # those a second colleague has not agreed to yet


@dataclass(frozen=True, slots=True)
class MandateRow:
    """One role of one person, as the list shows it."""

    id: int
    person_name: str
    role: Role
    entity_name: str | None
    campaign_title: str | None
    languages: tuple[str, ...]
    starts_on: date
    ends_on: date | None
    given_by: str | None
    status: MandateStatus
    reason: str | None
    decided_by: str | None
    facts: Facts


@dataclass(frozen=True, slots=True)
class HeldRole:
    """A role somebody holds today, and its last day if it has one."""

    role: Role
    ends_on: date | None


@dataclass(frozen=True, slots=True)
class PersonRow:
    """One account, as administrators see it: nothing about what the person does."""

    id: int
    name: str
    email: str
    entity_name: str
    is_active: bool
    roles: tuple[HeldRole, ...] = ()


@dataclass(frozen=True, slots=True)
class PersonSettings:
    """What who looks after accounts can change of one."""

    name: str
    function: Function | None


@dataclass(frozen=True, slots=True)
class MandateCounts:
    """How many mandates end soon, and how many are proposed only."""

    ending: int
    proposed: int


@dataclass(frozen=True, slots=True)
class CampaignChoice:
    """A campaign a mandate may be given for, and its title as the actor reads it."""

    id: int
    title: str


EVERY_MANDATE = MandateFilter()
_TITLE = sql("(SELECT title_text_id FROM campaigns WHERE campaigns.id = mandates.campaign_id)")


def mandates_page(
    session: Session, actor: Actor, wanted: MandateFilter = EVERY_MANDATE, after: str = "", *, by_end: bool = False
) -> Page[MandateRow]:
    """Return mandates by person, whatever became of them; those still proposed only when asked for.

    ``by_end``: the next to end first, then those without a last day, then those that ended.
    One statement, and one for the titles of campaigns.
    """
    require(actor, Action.MANDATES_VIEW, Facts(entity_id=wanted.entity_id))
    place, giver, decider = aliased(Entity), aliased(Person), aliased(Person)
    end = _end_in_list(clock.today())
    keys = (end, Person.name, Mandate.id) if by_end else (Person.name, Mandate.starts_on, Mandate.id)
    statement = (
        select(
            Mandate.id, Person.name, Mandate.role, place.name, _TITLE, Mandate.languages,
            Mandate.starts_on, Mandate.ends_on, giver.name, Mandate.status, Mandate.reason, decider.name,
            Mandate.entity_id, Mandate.campaign_id, Mandate.person_id, Mandate.given_by_id, *keys,
        )
        .join(Person, Person.id == Mandate.person_id)
        .outerjoin(place, place.id == Mandate.entity_id)
        .outerjoin(giver, giver.id == Mandate.given_by_id)
        .outerjoin(decider, decider.id == Mandate.decided_by_id)
        .where((Mandate.status == MandateStatus.PROPOSED) == wanted.is_proposed)
        .order_by(*keys)
        .limit(MANDATES_PER_PAGE + 1)
    )  # fmt: skip
    if wanted.entity_id is not None:
        statement = statement.where(Mandate.entity_id == wanted.entity_id)
    if wanted.role is not None:
        statement = statement.where(Mandate.role == wanted.role)
    if wanted.day is not None:
        statement = statement.where(Mandate.held_on(wanted.day))
    if len(wanted.name) >= SEARCH_MIN_LETTERS:
        statement = statement.where(_named(wanted.name))
    readers = (date.fromisoformat, str, read_number) if by_end else (str, date.fromisoformat, read_number)
    start = read_key(after, *readers)
    if start is not None:
        statement = statement.where(tuple_(*keys) > tuple_(*start))
    rows = session.execute(statement).all()
    titles = texts_of(session, actor, [row[4] for row in rows])
    shown = tuple(_mandate(row[: -len(keys)], titles) for row in rows[:MANDATES_PER_PAGE])
    more = len(rows) > MANDATES_PER_PAGE
    return Page(shown, join_key(*rows[MANDATES_PER_PAGE - 1][-len(keys) :]) if more else "")


def _end_in_list(today: date) -> ColumnElement[date]:
    """Return a mandate's last day as a list in that order takes it."""
    is_over = or_(Mandate.status != MandateStatus.GIVEN, Mandate.ends_on < today)
    return case((is_over, OVER), else_=func.coalesce(Mandate.ends_on, OPEN_END))


def count_mandates(session: Session, actor: Actor, today: date, until: date) -> MandateCounts:
    """Count the mandates in force that end by a day, and those a second colleague has not agreed to. One statement."""
    require(actor, Action.MANDATES_VIEW, NOTHING)
    ends = and_(Mandate.held_on(today), Mandate.ends_on <= until, Mandate.cover_of_id.is_(None))
    proposed = Mandate.status == MandateStatus.PROPOSED
    row = session.execute(
        select(func.count(case((ends, 1))), func.count(case((proposed, 1)))).where(or_(ends, proposed))
    ).one()
    return MandateCounts(*row)


def _mandate(row: Sequence[Any], titles: Mapping[int, ReadText]) -> MandateRow:
    *values, entity_id, campaign_id, person_id, giver_id = row
    facts = Facts(
        entity_id=entity_id, campaign_id=campaign_id, person_id=person_id, role_asked=row[2].value, giver_id=giver_id
    )
    title = titles.get(values[4], EMPTY).value if values[4] is not None else None
    shown: tuple[Any, ...] = (*values[:4], title, tuple(values[5]), *values[6:], facts)
    return MandateRow(*shown)


def _named(search: str) -> ColumnElement[bool]:
    """Return the condition "the person's name or address holds these letters"."""
    plain = "".join(letter for letter in unicodedata.normalize("NFKD", search) if not unicodedata.combining(letter))
    return or_(
        Person.name.icontains(search, autoescape=True),
        Person.email_key.icontains(plain.replace(" ", "."), autoescape=True),
    )


def campaign_choices(session: Session, actor: Actor) -> tuple[CampaignChoice, ...]:
    """Return the campaigns a mandate may be given for, by title. Two statements."""
    require(actor, Action.MANDATES_VIEW, NOTHING)
    rows = session.execute(sql(OFFERED_CAMPAIGNS)).all()
    titles = texts_of(session, actor, [row.title_text_id for row in rows])
    choices = (CampaignChoice(row.id, titles.get(row.title_text_id, EMPTY).value) for row in rows)
    return tuple(sorted(choices, key=lambda each: each.title.casefold()))


def people_page(
    session: Session, actor: Actor, *, search: str = "", after: str = "", by_entity: bool = False
) -> Page[PersonRow]:
    """Return accounts by name, or by entity and name, with the roles held today. One statement.

    With three letters or more: those whose name or address holds them.
    """
    require(actor, Action.PEOPLE_MANAGE, NOTHING)
    wanted = (
        select(
            Person.id, Person.name, Person.email, Entity.name.label("entity_name"),
            (Person.status == PersonStatus.ACTIVE).label("is_active"),
        )
        .join(Entity, Entity.id == Person.entity_id)
        .order_by(*((Entity.name,) if by_entity else ()), Person.name, Person.id)
        .limit(PEOPLE_PER_PAGE + 1)
    )  # fmt: skip
    if len(search) >= SEARCH_MIN_LETTERS:
        wanted = wanted.where(_named(search))
    start = read_key(after, *((str,) if by_entity else ()), str, read_number)
    if start is not None:
        wanted = wanted.where(tuple_(*((Entity.name,) if by_entity else ()), Person.name, Person.id) > tuple_(*start))
    found = wanted.subquery()
    held = and_(Mandate.person_id == found.c.id, Mandate.in_force_on(clock.today()))
    order = (*((found.c.entity_name,) if by_entity else ()), found.c.name, found.c.id, Mandate.starts_on, Mandate.id)
    statement = select(found, Mandate.role, Mandate.ends_on).outerjoin(Mandate, held).order_by(*order)
    people: dict[int, PersonRow] = {}
    for *values, role, ends_on in session.execute(statement):
        row = people.setdefault(values[0], PersonRow(*values))
        if role is not None:
            people[row.id] = replace(row, roles=(*row.roles, HeldRole(role, ends_on)))
    shown = tuple(people.values())[:PEOPLE_PER_PAGE]
    more = len(people) > PEOPLE_PER_PAGE
    last = shown[-1] if more else None
    key = join_key(*((last.entity_name,) if by_entity else ()), last.name, last.id) if last else ""
    return Page(shown, key)


def person_row(session: Session, actor: Actor, person_id: int) -> PersonSettings:
    """Return the name and the function of one account, for who looks after accounts. One statement.

    :raises NotFound: no such account
    """
    require(actor, Action.PEOPLE_MANAGE, NOTHING)
    found = session.execute(select(Person.name, Person.function).where(Person.id == person_id)).one_or_none()
    if found is None:
        raise NotFound
    return PersonSettings(*found)


def person_by_email(session: Session, actor: Actor, email: str) -> int | None:
    """Return the number of the account in use with that address, for who gives mandates."""
    require(actor, Action.MANDATES_VIEW, NOTHING)
    return session.scalar(
        select(Person.id).where(Person.email_key == email_key(email), Person.status == PersonStatus.ACTIVE)
    )
