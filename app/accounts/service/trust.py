"""Authors are trusted: what they send appears at once, in an entity's part of a campaign or in the whole entity."""

from __future__ import annotations

from dataclasses import dataclass, replace

from sqlalchemy import ColumnElement, delete, select
from sqlalchemy.orm import Session

from app.accounts.models import AuthorTrust, Person
from app.core.errors import Forbidden
from app.db.lock import locked
from app.db.session import transaction
from app.journal.record import record
from app.policy.actor import Actor
from app.policy.check import require
from app.policy.facts import Facts
from app.policy.rules import Action


@dataclass(frozen=True, slots=True)
class TrustInput:
    """Which decision trusts whom; ``in_entity``: in every campaign of the entity, else in the campaign alone."""

    person_id: int
    decision_id: int
    in_entity: bool = False


def trust_author(session: Session, actor: Actor, data: TrustInput, facts: Facts) -> None:
    """Let a person's next contributions appear at once there. ``facts`` are those of the contribution that earned it.

    :raises Forbidden: the actor does not moderate there, or is the person
    """
    place = _place(facts, in_entity=data.in_entity)
    with transaction(session):
        _locked(session, actor, data.person_id, place)
        is_new = not _is_trusted(session, data.person_id, place)
        session.add(
            AuthorTrust(
                person_id=data.person_id,
                entity_id=_entity_of(place),
                campaign_id=place.campaign_id,
                decision_id=data.decision_id,
            )
        )
        if is_new:
            record(session, actor, "accounts.trust_author", ("person", data.person_id, place))


def take_back_trust(session: Session, actor: Actor, data: TrustInput, facts: Facts) -> None:
    """Forget the trust of one decision, which is undone; what another decision gave stays.

    :raises Forbidden: the actor does not moderate there, or is the person
    """
    _forget(
        session,
        actor,
        data.person_id,
        _place(facts, in_entity=data.in_entity),
        AuthorTrust.decision_id == data.decision_id,
    )


def distrust_author(session: Session, actor: Actor, person_id: int, facts: Facts, *, in_entity: bool) -> None:
    """Let a person's next contributions wait again there, whoever trusted them. Twice is the same as once.

    :raises Forbidden: the actor does not moderate there, or is the person
    """
    place = _place(facts, in_entity=in_entity)
    _forget(session, actor, person_id, place, *_there(place))


def _forget(session: Session, actor: Actor, person_id: int, place: Facts, *which: ColumnElement[bool]) -> None:
    with transaction(session):
        _locked(session, actor, person_id, place)
        gone = session.scalars(
            delete(AuthorTrust).where(AuthorTrust.person_id == person_id, *which).returning(AuthorTrust.id)
        ).all()
        if gone and not _is_trusted(session, person_id, place):
            record(session, actor, "accounts.distrust_author", ("person", person_id, place))


def _place(facts: Facts, *, in_entity: bool) -> Facts:
    """Return where the trust holds: a mandate for one campaign does not reach the whole entity."""
    return replace(facts, campaign_id=None) if in_entity else facts


def _entity_of(place: Facts) -> int:
    if place.entity_id is None:
        raise Forbidden
    return place.entity_id


def _there(place: Facts) -> tuple[ColumnElement[bool], ...]:
    campaign = AuthorTrust.campaign_id
    is_there = campaign.is_(None) if place.campaign_id is None else campaign == place.campaign_id
    return AuthorTrust.entity_id == place.entity_id, is_there


def _is_trusted(session: Session, person_id: int, place: Facts) -> bool:
    there = select(AuthorTrust.id).where(AuthorTrust.person_id == person_id, *_there(place)).limit(1)
    return session.scalar(there) is not None


def _locked(session: Session, actor: Actor, person_id: int, place: Facts) -> None:
    """Let nobody else trust or distrust the person until the transaction ends."""
    require(actor, Action.AUTHOR_TRUST, place)
    if person_id == actor.person_id:
        raise Forbidden
    locked(session, Person, person_id)
