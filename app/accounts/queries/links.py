"""Mail about an account: whether its link works, and to whom it goes."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from app.accounts.credentials import token_hash
from app.accounts.errors import LinkExpired, LinkUsed
from app.accounts.models import Person, SignInLink
from app.accounts.types import PersonStatus
from app.core import clock
from app.entities.models import Entity
from app.policy.actor import Actor
from app.policy.check import require
from app.policy.facts import NOTHING
from app.policy.rules import Action


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
