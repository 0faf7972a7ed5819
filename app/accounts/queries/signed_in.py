"""Who is behind a session, and what they may do today: what every page asks, in one statement."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Boolean, and_, bindparam, column, exists, literal_column, or_, select, table
from sqlalchemy import text as sql
from sqlalchemy.orm import Session

from app.accounts.credentials import token_hash
from app.accounts.models import AuthorTrust, Mandate, Person, SignInSession
from app.accounts.types import PersonStatus
from app.core import clock
from app.db.json_rows import JsonRows
from app.db.read import read_rows
from app.entities.models import Entity
from app.policy.actor import Actor, Grant, LegalKind, Role, TrustedPlace
from app.policy.check import require
from app.policy.facts import NOTHING, Facts
from app.policy.rules import Action
from config import ADMIN_IDLE_MINUTES, SESSION_IDLE_HOURS


@dataclass(frozen=True, slots=True)
class Rights:
    """What a person may do today: mandates, campaigns joined or open to them, what they have to accept, trust."""

    grants: frozenset[Grant] = frozenset()
    enrolled_in: frozenset[int] = frozenset()
    campaigns_open: frozenset[int] = frozenset()
    charters_owed: frozenset[int] = frozenset()
    legal_owed: frozenset[LegalKind] = frozenset()
    trusted_in: frozenset[TrustedPlace] = frozenset()


@dataclass(frozen=True, slots=True)
class SignedInRow:
    """A living session, with what every page needs of the person behind it."""

    session_id: int
    seen_at: datetime
    person_id: int
    name: str
    locale: str | None
    time_zone: str | None
    entity_id: int
    entity_name: str
    entity_code: str
    entity_locale: str
    entity_time_zone: str
    unread_count: int
    rights: Rights


# Tables of features above this one are named, not imported: arrows go down only.
_UNREAD = sql("(SELECT count(*) FROM notices WHERE notices.person_id = people.id AND notices.read_at IS NULL)")


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
                Mandate.in_force_on(bindparam("today")),
            ),
        ),
    ),
)
# What a person may do today, as five lists within the one row.
_enrolments = table("enrolments", column("person_id"), column("edition_id"), column("status"))
_editions = table("editions", column("id"), column("entity_id"), column("campaign_id"), column("status"))
_charters = table(
    "charters",
    column("id"),
    column("campaign_id"),
    column("edition_id"),
    column("version"),
    column("is_in_force", Boolean),
)
_acceptances = table("charter_acceptances", column("person_id"), column("charter_id"), column("version"))
# A charter is in force where the person takes part, and they have accepted no such version of it.
_OWES = (
    exists()
    .where(
        _charters.c.campaign_id == _editions.c.campaign_id,
        or_(_charters.c.edition_id.is_(None), _charters.c.edition_id == _editions.c.id),
        _charters.c.is_in_force,
        ~exists()
        .where(
            _acceptances.c.person_id == Person.id,
            _acceptances.c.charter_id == _charters.c.id,
            _acceptances.c.version == _charters.c.version,
        )
        .correlate(Person, _charters),
    )
    .correlate(Person, _editions)
)
_legal_texts = table(
    "legal_texts",
    column("id"),
    column("entity_id"),
    column("kind"),
    column("version"),
    column("is_in_force", Boolean),
)
_legal_readings = table("legal_readings", column("person_id"), column("legal_text_id"), column("version"))
_IS_READ = (
    exists()
    .where(
        _legal_readings.c.person_id == Person.id,
        _legal_readings.c.legal_text_id == _legal_texts.c.id,
        _legal_readings.c.version == _legal_texts.c.version,
    )
    .correlate(Person, _legal_texts)
)
_welcomed = table("edition_entities", column("edition_id"), column("entity_id"))
_WELCOMES = (
    exists()
    .where(_welcomed.c.edition_id == _editions.c.id, _welcomed.c.entity_id == Person.entity_id)
    .correlate(Person, _editions)
)
_RIGHTS = (
    # The mandates in force.
    select(JsonRows(Mandate.role, Mandate.entity_id, Mandate.campaign_id, Mandate.languages)).where(
        Mandate.person_id == Person.id, Mandate.in_force_on(bindparam("today"))
    ),
    # The campaigns the person takes part in, and whether they owe an agreement there.
    select(JsonRows(_editions.c.campaign_id, _OWES))
    .join_from(_enrolments, _editions, _editions.c.id == _enrolments.c.edition_id)
    .where(_enrolments.c.person_id == Person.id, _enrolments.c.status == literal_column("'accepted'")),
    # The campaigns that have opened where the person works (and may have closed since).
    select(JsonRows(_editions.c.campaign_id)).where(
        or_(_editions.c.entity_id == Person.entity_id, _WELCOMES), _editions.c.status != literal_column("'draft'")
    ),
    # Where what the person sends appears at once.
    select(JsonRows(AuthorTrust.entity_id, AuthorTrust.campaign_id)).where(AuthorTrust.person_id == Person.id),
    # The legal texts of their entity that the person has not confirmed as they are now.
    select(JsonRows(_legal_texts.c.kind)).where(
        _legal_texts.c.entity_id == Person.entity_id, _legal_texts.c.is_in_force, ~_IS_READ
    ),
)
_LISTS = tuple(each.correlate(Person).scalar_subquery() for each in _RIGHTS)
# What every page asks is built once.
_SIGNED_IN = (
    select(
        SignInSession.id, SignInSession.seen_at, Person.id, Person.name, Person.locale, Person.time_zone,
        Entity.id, Entity.name, Entity.code, Entity.default_locale,
        Entity.time_zone, _UNREAD, *_LISTS,
    )
    .join(Person, Person.id == SignInSession.person_id)
    .join(Entity, Entity.id == Person.entity_id)
    .where(SignInSession.token_hash == bindparam("token_hash"), _IN_USE, Person.status == PersonStatus.ACTIVE)
)  # fmt: skip
_RIGHTS_OF = select(Person.id, *_LISTS).where(Person.id.in_(bindparam("people", expanding=True)))


def session_by_token(session: Session, actor: Actor, token: str) -> SignedInRow | None:
    """Return the living session behind a token, or ``None``: ended, unused for too long, account disabled.

    One statement, whatever the person may do: the shorter pause of administrators is asked for in it.
    """
    require(actor, Action.ACTOR_BUILD, NOTHING)
    rows = read_rows(session, _SIGNED_IN, {"token_hash": token_hash(token), **_moments()})
    if not rows:
        return None
    person, lists = rows[0][: -len(_LISTS)], rows[0][-len(_LISTS) :]
    values: tuple[Any, ...] = (*person, _rights(*lists))
    return SignedInRow(*values)


def rights_of(session: Session, actor: Actor, people: Iterable[int]) -> dict[int, Rights]:
    """Return what each of these people may do today. One statement, whatever their number."""
    require(actor, Action.ACTOR_BUILD, NOTHING)
    rows = read_rows(session, _RIGHTS_OF, {"people": sorted(people), "today": clock.today()})
    return {person_id: _rights(*lists) for person_id, *lists in rows}


def _rights(
    grants: list[list[Any]] | None,
    enrolled_in: list[list[Any]] | None,
    campaigns_open: list[list[int]] | None,
    trusted_in: list[list[Any]] | None,
    legal_owed: list[list[str]] | None,
) -> Rights:
    """Read the lists of ``_RIGHTS``."""
    return Rights(
        grants=frozenset(
            Grant(Role(role), entity_id, campaign_id, frozenset(languages))
            for role, entity_id, campaign_id, languages in grants or ()
        ),
        enrolled_in=frozenset(campaign_id for campaign_id, _owes in enrolled_in or ()),
        campaigns_open=frozenset(campaign_id for (campaign_id,) in campaigns_open or ()),
        charters_owed=frozenset(campaign_id for campaign_id, owes in enrolled_in or () if owes),
        legal_owed=frozenset(LegalKind(kind) for (kind,) in legal_owed or ()),
        trusted_in=frozenset((entity_id, campaign_id) for entity_id, campaign_id in trusted_in or ()),
    )


@dataclass(frozen=True, slots=True)
class SessionRow:
    """One browser in which the person is signed in."""

    id: int
    device: str
    created_at: datetime
    seen_at: datetime


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
