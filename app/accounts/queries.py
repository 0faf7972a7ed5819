"""Reads of accounts."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, String, cast, literal, null, select, union_all
from sqlalchemy import text as sql
from sqlalchemy.orm import Session

from app.accounts.models import Mandate, Person, PersonStatus, SignInSession
from app.core import clock
from app.entities.models import Entity
from app.policy.actor import Actor, Grant, Role
from app.policy.check import require
from app.policy.facts import NOTHING
from app.policy.rules import Action


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


def token_hash(token: str) -> str:
    """Return the form in which a token is stored: SHA-256, 64 characters."""
    return hashlib.sha256(token.encode()).hexdigest()


# Tables of features above this one are named, not imported: arrows go down only.
_UNREAD = sql("(SELECT count(*) FROM notices WHERE notices.person_id = people.id AND notices.read_at IS NULL)")


def session_by_token(session: Session, actor: Actor, token: str) -> SignedInRow | None:
    """Return the living session behind a token, or ``None``. One statement."""
    require(actor, Action.ACTOR_BUILD, NOTHING)
    row = session.execute(
        select(
            SignInSession.id, SignInSession.seen_at, Person.id, Person.name, Person.locale, Person.time_zone,
            Person.trusted_at.is_not(None), Entity.id, Entity.name, Entity.code, Entity.default_locale,
            Entity.time_zone, _UNREAD,
        )
        .join(Person, Person.id == SignInSession.person_id)
        .join(Entity, Entity.id == Person.entity_id)
        .where(
            SignInSession.token_hash == token_hash(token),
            SignInSession.expires_at > clock.now(),
            Person.status == PersonStatus.ACTIVE,
        )
    ).first()  # fmt: skip
    values: tuple[Any, ...] = tuple(row) if row else ()
    return SignedInRow(*values) if values else None


def standing_of(session: Session, actor: Actor, person_id: int, entity_id: int) -> Standing:
    """Return what a person may do today. One statement, whatever the number of mandates and campaigns."""
    require(actor, Action.ACTOR_BUILD, NOTHING)
    today = clock.today()
    mandates = select(
        literal("mandate"), cast(Mandate.role, String), Mandate.entity_id, Mandate.campaign_id,
        cast(Mandate.languages, String),
    ).where(
        Mandate.person_id == person_id,
        Mandate.starts_on <= today,
        (Mandate.ends_on.is_(None)) | (Mandate.ends_on >= today),
    )  # fmt: skip
    rows = session.execute(union_all(mandates, _joined(person_id), _open(entity_id))).all()
    return Standing(
        grants=frozenset(_grant(row) for row in rows if row[0] == "mandate"),
        enrolled_in=frozenset(row[3] for row in rows if row[0] == "enrolled"),
        campaigns_open=frozenset(row[3] for row in rows if row[0] == "open"),
    )


def _joined(person_id: int) -> Select[*tuple[Any, ...]]:
    """Return the campaigns the person takes part in."""
    enrolments = sql("enrolments JOIN editions ON editions.id = enrolments.edition_id")
    return (
        select(literal("enrolled"), null(), null(), sql("editions.campaign_id"), null())
        .select_from(enrolments)
        .where(
            sql("enrolments.person_id = :person_id AND enrolments.status = 'accepted'").bindparams(person_id=person_id)
        )
    )


def _open(entity_id: int) -> Select[*tuple[Any, ...]]:
    """Return the campaigns that have opened where the person works (and may have closed since)."""
    return (
        select(literal("open"), null(), null(), sql("editions.campaign_id"), null())
        .select_from(sql("editions"))
        .where(sql("editions.entity_id = :entity_id AND editions.status <> 'draft'").bindparams(entity_id=entity_id))
    )


def _grant(row: Any) -> Grant:  # noqa: ANN401 - a row of the union above
    languages = json.loads(row[4]) if row[4] else []
    return Grant(Role(row[1]), row[2], row[3], frozenset(languages))
