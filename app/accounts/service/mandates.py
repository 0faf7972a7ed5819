"""Mandates: given and ended. Rights are read at each request, so both count from the next one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session

from app.accounts.errors import (
    AlreadyHeld,
    EndsBeforeStart,
    EntityNeeded,
    LanguagesNeeded,
    OwnMandate,
    StartsInPast,
    UnknownPerson,
)
from app.accounts.events import MandateEnded, MandateGiven
from app.accounts.models import Mandate, Person
from app.accounts.types import PersonStatus
from app.core import clock
from app.core.errors import NotFound
from app.db.session import transaction
from app.journal.record import record
from app.outbox.publish import publish
from app.policy.actor import Actor, Role
from app.policy.check import require
from app.policy.facts import Facts
from app.policy.rules import Action

LOCAL_ROLES = frozenset({Role.AMBASSADOR, Role.COMMUNITY_MANAGER, Role.SPONSOR, Role.REPRESENTATIVE})


@dataclass(frozen=True, slots=True)
class MandateInput:
    """A role for a person: in an entity (``None``: the group), for a campaign (``None``: all), both days included."""

    person_id: int
    role: Role
    entity_id: int | None = None
    campaign_id: int | None = None
    languages: tuple[str, ...] = ()  # such as ``pt``: what an ambassador reads
    starts_on: date | None = None  # None: today
    ends_on: date | None = None  # None: until somebody ends it


def give_mandate(session: Session, actor: Actor, data: MandateInput) -> Mandate:
    """Give a role.

    :raises Forbidden: the actor may not give this role there
    :raises EntityNeeded: a local role is held in one entity
    :raises LanguagesNeeded: an ambassador moderates only what they read
    :raises StartsInPast: the past is not rewritten
    :raises EndsBeforeStart: the days are the wrong way round
    :raises UnknownPerson: no such account, or a disabled one
    :raises AlreadyHeld: the person holds the role there during that time
    """
    require(actor, Action.MANDATE_GIVE, Facts(data.entity_id, data.campaign_id, role_asked=data.role.value))
    starts_on = data.starts_on or clock.today()
    _check_places(data)
    _check_days(actor, starts_on, data.ends_on)
    with transaction(session):
        person = session.scalar(
            select(Person).where(Person.id == data.person_id, Person.status == PersonStatus.ACTIVE).with_for_update()
        )
        if person is None:
            raise UnknownPerson
        if session.scalar(_overlapping(data, starts_on)) is not None:
            raise AlreadyHeld
        mandate = Mandate(
            person_id=data.person_id,
            role=data.role,
            starts_on=starts_on,
            ends_on=data.ends_on,
            entity_id=data.entity_id,
            campaign_id=data.campaign_id,
            languages=list(data.languages),
            given_by_id=None if actor.is_system else actor.person_id,
        )
        session.add(mandate)
        session.flush()
        record(session, actor, "accounts.give_mandate", ("mandate", mandate.id, mandate.facts), _details(mandate))
        publish(session, MandateGiven(mandate_id=mandate.id, person_id=mandate.person_id))
    return mandate


def _check_places(data: MandateInput) -> None:
    if data.role in LOCAL_ROLES and data.entity_id is None:
        raise EntityNeeded
    if data.role is Role.AMBASSADOR and not data.languages:
        raise LanguagesNeeded


def _check_days(actor: Actor, starts_on: date, ends_on: date | None) -> None:
    if starts_on < clock.today() and not actor.is_system:  # the demonstration has a history
        raise StartsInPast
    if ends_on is not None and ends_on < starts_on:
        raise EndsBeforeStart


def _overlapping(data: MandateInput, starts_on: date) -> Select[int]:
    """Return the statement that finds a mandate like this one during that time."""
    same = select(Mandate.id).where(
        Mandate.person_id == data.person_id,
        Mandate.role == data.role,
        Mandate.entity_id.is_not_distinct_from(data.entity_id),
        Mandate.campaign_id.is_not_distinct_from(data.campaign_id),
        or_(Mandate.ends_on.is_(None), Mandate.ends_on >= starts_on),
    )
    return same if data.ends_on is None else same.where(Mandate.starts_on <= data.ends_on)


def _details(mandate: Mandate) -> dict[str, object]:
    return {
        "person": mandate.person_id,
        "role": mandate.role.value,
        "starts_on": mandate.starts_on.isoformat(),
        "ends_on": mandate.ends_on.isoformat() if mandate.ends_on else None,
        "languages": list(mandate.languages),
    }


def end_mandate(session: Session, actor: Actor, mandate_id: int) -> None:
    """End a role at once: yesterday was its last day; one that began today, or later, never was.

    :raises NotFound: no such mandate
    :raises Forbidden: the actor may not give, and so not take, this role there
    :raises OwnMandate: an administrator's own
    """
    with transaction(session):
        mandate = session.scalar(
            select(Mandate).where(Mandate.id == mandate_id).with_for_update().execution_options(populate_existing=True)
        )
        if mandate is None:
            raise NotFound
        require(actor, Action.MANDATE_GIVE, mandate.facts)
        if mandate.role is Role.ADMINISTRATOR and mandate.person_id == actor.person_id:
            raise OwnMandate
        yesterday = clock.today() - timedelta(days=1)
        if mandate.ends_on is not None and mandate.ends_on <= yesterday:
            return  # it had ended
        record(session, actor, "accounts.end_mandate", ("mandate", mandate.id, mandate.facts), _details(mandate))
        publish(session, MandateEnded(mandate_id=mandate.id, person_id=mandate.person_id))
        if mandate.starts_on <= yesterday:
            mandate.ends_on = yesterday
        else:
            session.delete(mandate)
