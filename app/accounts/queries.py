"""Reads of accounts."""

from __future__ import annotations

import json
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    CompoundSelect,
    String,
    and_,
    bindparam,
    cast,
    exists,
    literal,
    null,
    or_,
    select,
    tuple_,
    union_all,
)  # fmt: skip
from sqlalchemy import text as sql
from sqlalchemy.orm import Session, aliased

from app.accounts.adapters import email_key, token_hash
from app.accounts.errors import LinkExpired, LinkUsed
from app.accounts.models import Mandate, Person, PersonStatus, SignInLink, SignInSession
from app.core import clock
from app.core.pages import Page, join_key, split_key
from app.db.read import read_rows
from app.entities.models import Entity
from app.policy.actor import Actor, Grant, Role
from app.policy.check import require
from app.policy.facts import NOTHING, Facts
from app.policy.rules import Action
from config import ADMIN_IDLE_MINUTES, SESSION_IDLE_HOURS

MANDATES_PER_PAGE = 50
PEOPLE_PER_PAGE = 50
SEARCH_MIN_LETTERS = 3


@dataclass(frozen=True, slots=True)
class SignedInRow:
    """A living session, with what every page needs of the person behind it."""

    session_id: int
    seen_at: datetime
    person_id: int
    name: str
    locale: str | None
    time_zone: str | None
    is_trusted: bool
    entity_id: int
    entity_name: str
    entity_code: str
    entity_locale: str
    entity_time_zone: str
    unread_count: int


@dataclass(frozen=True, slots=True)
class Standing:
    """What a person may do today: mandates in force, campaigns joined, campaigns open where they work."""

    grants: frozenset[Grant]
    enrolled_in: frozenset[int]
    campaigns_open: frozenset[int]


# Tables of features above this one are named, not imported: arrows go down only.
_UNREAD = sql("(SELECT count(*) FROM notices WHERE notices.person_id = people.id AND notices.read_at IS NULL)")


def _in_force(day: date | BindParameter[date]) -> ColumnElement[bool]:
    """Return the condition "the mandate is held on that day"."""
    return and_(Mandate.starts_on <= day, or_(Mandate.ends_on.is_(None), Mandate.ends_on >= day))


def _moments() -> dict[str, date]:
    """Return the values of ``_IN_USE``: now, and since when a session must have been used."""
    now, today = clock.now(), clock.today()
    long_ago, lately = now - timedelta(hours=SESSION_IDLE_HOURS), now - timedelta(minutes=ADMIN_IDLE_MINUTES)
    return {"now": now, "long_ago": long_ago, "lately": lately, "today": today}


# The session lives, and was used within hours; by administrators within minutes.
_IN_USE = and_(
    SignInSession.expires_at > bindparam("now"),
    or_(
        SignInSession.seen_at > bindparam("lately"),
        and_(
            SignInSession.seen_at > bindparam("long_ago"),
            ~exists().where(
                Mandate.person_id == SignInSession.person_id,
                Mandate.role == Role.ADMINISTRATOR,
                _in_force(bindparam("today")),
            ),
        ),
    ),
)
# What every page asks is built once.
_SIGNED_IN = (
    select(
        SignInSession.id, SignInSession.seen_at, Person.id, Person.name, Person.locale, Person.time_zone,
        Person.trusted_at.is_not(None), Entity.id, Entity.name, Entity.code, Entity.default_locale,
        Entity.time_zone, _UNREAD,
    )
    .join(Person, Person.id == SignInSession.person_id)
    .join(Entity, Entity.id == Person.entity_id)
    .where(SignInSession.token_hash == bindparam("token_hash"), _IN_USE, Person.status == PersonStatus.ACTIVE)
)  # fmt: skip
_STANDING: CompoundSelect[*tuple[Any, ...]] = union_all(
    select(
        literal("mandate"), cast(Mandate.role, String), Mandate.entity_id, Mandate.campaign_id,
        cast(Mandate.languages, String),
    ).where(Mandate.person_id == bindparam("person_id"), _in_force(bindparam("today"))),
    # The campaigns the person takes part in.
    select(literal("enrolled"), null(), null(), sql("editions.campaign_id"), null())
    .select_from(sql("enrolments JOIN editions ON editions.id = enrolments.edition_id"))
    .where(sql("enrolments.person_id = :person_id AND enrolments.status = 'accepted'")),
    # The campaigns that have opened where the person works (and may have closed since).
    select(literal("open"), null(), null(), sql("editions.campaign_id"), null())
    .select_from(sql("editions"))
    .where(sql("editions.entity_id = :entity_id AND editions.status <> 'draft'")),
)  # fmt: skip


def session_by_token(session: Session, actor: Actor, token: str) -> SignedInRow | None:
    """Return the living session behind a token, or ``None``: ended, unused for too long, account disabled.

    One statement: the shorter pause of administrators is asked for in it.
    """
    require(actor, Action.ACTOR_BUILD, NOTHING)
    rows = read_rows(session, _SIGNED_IN, {"token_hash": token_hash(token), **_moments()})
    return SignedInRow(*rows[0]) if rows else None


def standing_of(session: Session, actor: Actor, person_id: int, entity_id: int) -> Standing:
    """Return what a person may do today. One statement, whatever the number of mandates and campaigns."""
    require(actor, Action.ACTOR_BUILD, NOTHING)
    asked = {"person_id": person_id, "entity_id": entity_id, "today": clock.today()}
    rows = read_rows(session, _STANDING, asked)
    return Standing(
        grants=frozenset(_grant(row) for row in rows if row[0] == "mandate"),
        enrolled_in=frozenset(row[3] for row in rows if row[0] == "enrolled"),
        campaigns_open=frozenset(row[3] for row in rows if row[0] == "open"),
    )


def _grant(row: Any) -> Grant:  # noqa: ANN401 - a row of the union above
    languages = json.loads(row[4]) if row[4] else []
    return Grant(Role(row[1]), row[2], row[3], frozenset(languages))


# --- one's own account -----------------------------------------------------------------------------


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


@dataclass(frozen=True, slots=True)
class SessionRow:
    """One browser in which the person is signed in."""

    id: int
    device: str
    created_at: datetime
    seen_at: datetime


def own_profile(session: Session, actor: Actor) -> ProfileRow:
    """Return the actor's own settings. One statement."""
    require(actor, Action.PROFILE_EDIT, Facts(person_id=actor.person_id))
    row = session.execute(
        select(
            Person.name, Person.email, Entity.name, Entity.time_zone, Person.locale, Person.time_zone,
            Person.password_hash.is_not(None),
        )
        .join(Entity, Entity.id == Person.entity_id)
        .where(Person.id == actor.person_id)
    ).one()  # fmt: skip
    return ProfileRow(*row)


def own_sessions(session: Session, actor: Actor) -> tuple[SessionRow, ...]:
    """Return the actor's own living sessions, the latest used first. One statement."""
    require(actor, Action.PROFILE_EDIT, Facts(person_id=actor.person_id))
    rows = session.execute(
        select(
            SignInSession.id, SignInSession.device, SignInSession.created_at, SignInSession.seen_at,
        )
        .where(SignInSession.person_id == actor.person_id, _IN_USE)
        .order_by(SignInSession.seen_at.desc(), SignInSession.id),
        _moments(),
    )  # fmt: skip
    return tuple(SessionRow(*row) for row in rows)


# --- mail links ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class PostalRow:
    """To whom a mail about their account goes, and in which language."""

    email: str
    name: str
    locale: str
    person_id: int


def check_link(session: Session, actor: Actor, token: str) -> None:
    """Say whether a mail link still works, and change nothing: mail scanners open every link.

    :raises LinkUsed: it was used
    :raises LinkExpired: it is too old, was replaced, or never existed
    """
    require(actor, Action.SIGN_IN, NOTHING)
    row = session.execute(
        select(SignInLink.used_at, SignInLink.expires_at).where(SignInLink.token_hash == token_hash(token))
    ).first()
    if row is not None and row.used_at is not None:
        raise LinkUsed
    if row is None or row.expires_at <= clock.now():
        raise LinkExpired


def link_addressee(session: Session, actor: Actor, link_id: int) -> PostalRow | None:
    """Return to whom a link is mailed; ``None`` once it is used, replaced or too old."""
    require(actor, Action.SIGN_IN, NOTHING)
    return _postal(
        session,
        Person.id.in_(
            select(SignInLink.person_id).where(
                SignInLink.id == link_id, SignInLink.used_at.is_(None), SignInLink.expires_at > clock.now()
            )
        ),
    )


def addressee(session: Session, actor: Actor, person_id: int) -> PostalRow | None:
    """Return where a person is written to about their account; ``None`` when it is disabled or gone."""
    require(actor, Action.SIGN_IN, NOTHING)
    return _postal(session, Person.id == person_id)


def _postal(session: Session, who: ColumnElement[bool]) -> PostalRow | None:
    row = session.execute(
        select(Person.email, Person.name, Person.locale, Entity.default_locale, Person.id)
        .join(Entity, Entity.id == Person.entity_id)
        .where(who, Person.status == PersonStatus.ACTIVE)
    ).first()
    return PostalRow(row[0], row[1], row[2] or row[3], row[4]) if row else None


# --- lists for those who look after accounts -------------------------------------------------------


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
        statement = statement.where(_in_force(day))
    start = _mandate_key(after)
    if start is not None:
        statement = statement.where(tuple_(Mandate.starts_on, Mandate.id) < tuple_(*start))
    rows = session.execute(statement).all()
    shown = tuple(_mandate(row) for row in rows[:MANDATES_PER_PAGE])
    more = len(rows) > MANDATES_PER_PAGE
    return Page(shown, join_key(shown[-1].starts_on, shown[-1].id) if more else "")


def _mandate(row: Any) -> MandateRow:  # noqa: ANN401 - a row of the statement above
    facts = Facts(entity_id=row[10], campaign_id=row[11], person_id=row[12], role_asked=row[3].value)
    values: tuple[Any, ...] = (*row[:6], tuple(row[6]), *row[7:10], facts)
    return MandateRow(*values)


def _mandate_key(after: str) -> tuple[date, int] | None:
    parts = split_key(after, 2)
    try:
        return (date.fromisoformat(parts[0]), int(parts[1])) if parts else None
    except ValueError:
        return None


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
    parts = split_key(after, 2)
    if parts and parts[1].isdecimal():
        statement = statement.where(tuple_(Person.name, Person.id) > tuple_(parts[0], int(parts[1])))
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
