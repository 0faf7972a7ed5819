"""Entities, people, mandates and sessions."""

from __future__ import annotations

import secrets
from datetime import date, timedelta
from itertools import count

from sqlalchemy import select
from sqlalchemy.orm import Session, object_session

from app.accounts.credentials import token_hash
from app.accounts.models import AuthorTrust, Mandate, Person, SignInSession
from app.accounts.types import PersonStatus
from app.core import clock
from app.core.wording import fold_email
from app.entities.models import Entity
from app.policy.actor import Actor, Grant, Role, TrustedPlace

_numbers = count(10_001)  # all as long: no name is the beginning of another


def make_entity(
    session: Session,
    *,
    code: str = "",
    name: str = "",
    locales: tuple[str, ...] = ("en",),
    time_zone: str = "Europe/Lisbon",
    holidays: tuple[str, ...] = (),
) -> Entity:
    """Save and return an entity; its first language is its default."""
    number = next(_numbers)
    entity = Entity(
        code=code or f"entity-{number}",
        name=name or f"Entity {number}",
        country="PT",
        locales=list(locales),
        default_locale=locales[0],
        time_zone=time_zone,
        holidays=list(holidays),
    )
    session.add(entity)
    session.flush()
    return entity


def make_person(
    session: Session,
    *,
    entity: Entity | None = None,
    name: str = "",
    email: str = "",
    locale: str | None = None,
    status: PersonStatus = PersonStatus.ACTIVE,
    trusted: bool = False,
) -> Person:
    """Save and return a person, of a new entity unless told."""
    number = next(_numbers)
    address = email or f"person-{number}@example.test"
    person = Person(
        email=address,
        email_key=fold_email(address),
        name=name or f"Person {number}",
        entity_id=(entity or make_entity(session)).id,
        locale=locale,
        status=status,
    )
    session.add(person)
    session.flush()
    if trusted:
        make_trust(session, person)
    return person


def make_trust(session: Session, person: Person, campaign_id: int | None = None) -> AuthorTrust:
    """Save and return the trust of somebody where they work, in one campaign or in all."""
    trust = AuthorTrust(person_id=person.id, entity_id=person.entity_id, campaign_id=campaign_id)
    session.add(trust)
    session.flush()
    return trust


def make_mandate(
    session: Session,
    *,
    person: Person,
    role: Role,
    entity: Entity | None = None,
    campaign_id: int | None = None,
    languages: tuple[str, ...] = (),
    starts_on: date | None = None,
    ends_on: date | None = None,
) -> Mandate:
    """Save and return a mandate, in force since yesterday; for the group unless an entity is given."""
    mandate = Mandate(
        person_id=person.id,
        role=role,
        entity_id=entity.id if entity else None,
        campaign_id=campaign_id,
        languages=list(languages),
        starts_on=starts_on or clock.today() - timedelta(days=1),
        ends_on=ends_on,
    )
    session.add(mandate)
    session.flush()
    return mandate


def make_session(session: Session, *, person: Person) -> str:
    """Save a living sign-in session and return its token."""
    token = secrets.token_urlsafe(32)
    session.add(
        SignInSession(
            token_hash=token_hash(token),
            person_id=person.id,
            device="Test",
            expires_at=clock.now() + timedelta(days=1),
        )
    )
    session.flush()
    return token


def actor_for(
    person: Person,
    *roles: Role,
    entity: Entity | None = None,
    enrolled: tuple[int, ...] = (),
    open_campaigns: tuple[int, ...] = (),
    languages: tuple[str, ...] = (),
    references: tuple[int, ...] = (),
) -> Actor:
    """Return the actor of a person, with roles for an entity (or the group) and campaigns joined."""
    grants = [Grant(role, entity.id if entity else None, None, frozenset(languages)) for role in roles]
    return Actor(
        person_id=person.id,
        entity_id=person.entity_id,
        grants=frozenset(grants),
        enrolled_in=frozenset(enrolled),
        campaigns_open=frozenset(open_campaigns) | frozenset(enrolled),
        references=frozenset(references),
        trusted_in=trusted_in(person),
        locale=person.locale or "en",
    )


def trusted_in(person: Person) -> frozenset[TrustedPlace]:
    """Return where somebody is trusted, as their session knows it."""
    session = object_session(person)
    if session is None:
        return frozenset()
    rows = session.scalars(select(AuthorTrust).where(AuthorTrust.person_id == person.id))
    return frozenset((row.entity_id, row.campaign_id) for row in rows)


def entity_of(session: Session, person: Person) -> Entity:
    """Return where a person works."""
    return session.scalars(select(Entity).where(Entity.id == person.entity_id)).one()
