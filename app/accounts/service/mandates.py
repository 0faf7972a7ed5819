"""Mandates: given and ended. Rights are read at each request, so both count from the next one."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from app.accounts.errors import (
    AlreadyHeld,
    CoverOutside,
    CoverTooLong,
    CoverTwice,
    EndsBeforeStart,
    EntityNeeded,
    GivenToOneself,
    LanguagesNeeded,
    OwnMandate,
    RolesApart,
    StartsInPast,
    TakenOverApart,
    TakenOverByHolder,
    UnknownPerson,
)
from app.accounts.events import MandateEnded, MandateGiven, MandateNotGiven, MandateProposed
from app.accounts.models import Mandate, Person
from app.accounts.types import MandateStatus, PersonStatus
from app.core import clock
from app.core.errors import NotFound, NotPossibleNow
from app.db.lock import locked
from app.db.session import transaction
from app.journal.record import record
from app.outbox.publish import publish
from app.policy.actor import Actor, Role
from app.policy.apart import excluded_by
from app.policy.check import require
from app.policy.facts import Facts
from app.policy.rules import Action

_STANDING = frozenset({MandateStatus.GIVEN, MandateStatus.PROPOSED})
# What was ended counts on its last day: nobody puts a role down, reads names, and takes it up again on the same day.
_HELD = _STANDING | {MandateStatus.ENDED}
COVER_MAX_DAYS = 60  # as the sentence of CoverTooLong says
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
    reason: str = ""  # why it is needed beside a role that excludes it; shown to the testers


def give_mandate(session: Session, actor: Actor, data: MandateInput) -> Mandate:
    """Give a role; beside one that excludes it, propose it: it gives no right until a second colleague agrees.

    :raises GivenToOneself: nobody gives a mandate to themselves
    :raises Forbidden: the actor may not give this role there
    :raises EntityNeeded: a local role is held in one entity
    :raises LanguagesNeeded: an ambassador moderates only what they read
    :raises StartsInPast: the past is not rewritten
    :raises EndsBeforeStart: the days are the wrong way round
    :raises UnknownPerson: no such account, or a disabled one
    :raises AlreadyHeld: the person holds the role there during that time, or it is proposed
    :raises RolesApart: the person holds a role that excludes this one, and no reason is given
    """
    if data.person_id == actor.person_id:
        raise GivenToOneself
    place = Facts(entity_id=data.entity_id, campaign_id=data.campaign_id, person_id=data.person_id)
    require(actor, Action.MANDATE_GIVE, replace(place, role_asked=data.role.value))
    starts_on = data.starts_on or clock.today()
    _check_places(data)
    _check_days(actor, starts_on, data.ends_on)
    with transaction(session):
        person = session.scalar(
            select(Person)
            .where(Person.id == data.person_id, Person.status == PersonStatus.ACTIVE)
            .with_for_update(key_share=True)
        )
        if person is None:
            raise UnknownPerson
        if session.scalar(select(Mandate.id).where(_in_that_time(data, starts_on), _alike(data))) is not None:
            raise AlreadyHeld
        apart = session.scalar(select(Mandate.id).where(_in_that_time(data, starts_on), _excluding(data)).limit(1))
        if apart is not None and (actor.is_system or not data.reason.strip()):
            raise RolesApart
        mandate = Mandate(
            person_id=data.person_id,
            role=data.role,
            starts_on=starts_on,
            ends_on=data.ends_on,
            entity_id=data.entity_id,
            campaign_id=data.campaign_id,
            languages=list(data.languages),
            given_by_id=None if actor.is_system else actor.person_id,
            status=MandateStatus.GIVEN if apart is None else MandateStatus.PROPOSED,
            reason=None if apart is None else data.reason,
        )
        session.add(mandate)
        session.flush()
        if apart is None:
            _note(session, actor, "accounts.give_mandate", mandate)
            publish(session, MandateGiven(mandate_id=mandate.id, person_id=mandate.person_id))
        else:
            _note(session, actor, "accounts.propose_mandate", mandate)
            publish(session, MandateProposed(mandate_id=mandate.id, person_id=mandate.person_id))
    return mandate


@dataclass(frozen=True, slots=True)
class TakeOverInput:
    """Who takes a mandate over, or covers it, and until when (``None``, for who takes it over: as before)."""

    person_id: int
    languages: tuple[str, ...] = ()  # that an ambassador reads
    starts_on: date | None = None  # of a cover; None: today
    ends_on: date | None = None


def hand_over_mandate(session: Session, actor: Actor, mandate_id: int, data: TakeOverInput) -> Mandate:
    """End a mandate for one person and begin it for another, today and in one act; return the new one.

    :raises NotFound: no such mandate
    :raises Forbidden: the actor may not give this role there, or take it
    :raises NotPossibleNow: the mandate is not in force, or covers another
    :raises TakenOverByHolder: the same person
    :raises TakenOverApart: the person holds a role that excludes this one
    :raises AlreadyHeld: the person holds the role there; see also ``give_mandate``
    """
    with transaction(session):
        mandate = _to_take_over(session, actor, Action.MANDATE_END, mandate_id, data.person_id)
        given = MandateInput(
            person_id=data.person_id,
            role=mandate.role,
            entity_id=mandate.entity_id,
            campaign_id=mandate.campaign_id,
            languages=data.languages if mandate.role is Role.AMBASSADOR else (),
            ends_on=data.ends_on,
        )
        end_mandate(session, actor, mandate_id)
        try:
            return give_mandate(session, actor, given)
        except RolesApart as error:
            raise TakenOverApart from error


def cover_mandate(session: Session, actor: Actor, mandate_id: int, data: TakeOverInput) -> Mandate:
    """Let somebody else act beside a mandate's holder for some days; it ends by itself. Return the cover.

    :raises NotFound: no such mandate
    :raises Forbidden: the actor neither holds it nor gives such mandates
    :raises NotPossibleNow: the mandate is not in force, or covers another itself
    :raises GivenToOneself: nobody gives themselves a mandate, for some days neither
    :raises TakenOverByHolder: the holder
    :raises LanguagesNeeded: none of those that the ambassador reads
    :raises StartsInPast, EndsBeforeStart, CoverOutside, CoverTooLong, CoverTwice: the days do not fit
    :raises UnknownPerson: no such account, or a disabled one
    :raises TakenOverApart: the person holds a role that excludes this one
    """
    if data.person_id == actor.person_id:
        raise GivenToOneself
    with transaction(session):
        mandate = _to_take_over(session, actor, Action.MANDATE_COVER, mandate_id, data.person_id)
        starts_on, ends_on = _days_covered(session, actor, mandate, data)
        person_id = session.scalar(
            select(Person.id)
            .where(Person.id == data.person_id, Person.status == PersonStatus.ACTIVE)
            .with_for_update(key_share=True)
        )
        if person_id is None:
            raise UnknownPerson
        languages = [code for code in mandate.languages if code in data.languages]
        if mandate.role is Role.AMBASSADOR and not languages:
            raise LanguagesNeeded
        asked = MandateInput(
            person_id, mandate.role, mandate.entity_id, mandate.campaign_id, starts_on=starts_on, ends_on=ends_on
        )
        if session.scalar(select(Mandate.id).where(_in_that_time(asked, starts_on), _excluding(asked)).limit(1)):
            raise TakenOverApart
        cover = Mandate(
            person_id=person_id,
            role=mandate.role,
            starts_on=starts_on,
            ends_on=ends_on,
            entity_id=mandate.entity_id,
            campaign_id=mandate.campaign_id,
            languages=languages,
            given_by_id=None if actor.is_system else actor.person_id,
            cover_of_id=mandate.id,
        )
        session.add(cover)
        session.flush()
        _note(session, actor, "accounts.cover_mandate", cover)
        publish(session, MandateGiven(mandate_id=cover.id, person_id=cover.person_id))
    return cover


def end_cover(session: Session, actor: Actor, cover_id: int) -> None:
    """End a cover before its last day: its person acts no longer. Twice is the same as once.

    :raises NotFound: no such cover
    :raises Forbidden: the actor neither holds the mandate that is covered nor gives such mandates
    """
    with transaction(session):
        cover = locked(session, Mandate, cover_id)
        if cover.cover_of_id is None:
            raise NotFound
        require(actor, Action.MANDATE_COVER, locked(session, Mandate, cover.cover_of_id).facts)
        _end(session, actor, cover)


def _to_take_over(session: Session, actor: Actor, action: Action, mandate_id: int, person_id: int) -> Mandate:
    """Return a mandate in force, locked, that somebody else is to have or to cover."""
    mandate = locked(session, Mandate, mandate_id)
    require(actor, action, mandate.facts)
    if not _is_in_force(mandate) or mandate.cover_of_id is not None:
        raise NotPossibleNow
    if person_id == mandate.person_id:
        raise TakenOverByHolder
    return mandate


def _is_in_force(mandate: Mandate) -> bool:
    today = clock.today()
    is_over = mandate.ends_on is not None and mandate.ends_on < today
    return mandate.status is MandateStatus.GIVEN and mandate.starts_on <= today and not is_over


def _days_covered(session: Session, actor: Actor, mandate: Mandate, data: TakeOverInput) -> tuple[date, date]:
    """Return the first and the last day of a cover."""
    starts_on = data.starts_on or clock.today()
    ends_on = data.ends_on or starts_on
    _check_days(actor, starts_on, ends_on)
    if mandate.ends_on is not None and ends_on > mandate.ends_on:
        raise CoverOutside
    if (ends_on - starts_on).days >= COVER_MAX_DAYS:
        raise CoverTooLong
    others = select(Mandate.id).where(
        Mandate.cover_of_id == mandate.id,
        Mandate.status == MandateStatus.GIVEN,
        Mandate.starts_on <= ends_on,
        Mandate.ends_on >= starts_on,
    )
    if session.scalar(others.limit(1)) is not None:
        raise CoverTwice
    return starts_on, ends_on


def confirm_mandate(session: Session, actor: Actor, mandate_id: int) -> None:
    """Agree, as a second colleague, to a role beside one that excludes it: from now on it gives its rights.

    :raises NotFound: no such mandate
    :raises Forbidden: the actor does not give such mandates, proposed this one, or is the person concerned
    :raises NotPossibleNow: it is not proposed any more, or its last day has passed
    """
    with transaction(session):
        mandate = _proposed(session, actor, mandate_id)
        if mandate.ends_on is not None and mandate.ends_on < clock.today():
            raise NotPossibleNow
        mandate.status = MandateStatus.GIVEN
        mandate.starts_on = max(mandate.starts_on, clock.today())  # it gave nothing before
        mandate.decided_by_id, mandate.decided_at = actor.person_id, clock.now()
        _note(session, actor, "accounts.confirm_mandate", mandate)
        publish(session, MandateGiven(mandate_id=mandate.id, person_id=mandate.person_id))


def refuse_mandate(session: Session, actor: Actor, mandate_id: int) -> None:
    """Do not agree to a proposed role: it stays in the list, and never gives a right.

    :raises NotFound: no such mandate
    :raises Forbidden: the actor does not give such mandates, proposed this one, or is the person concerned
    :raises NotPossibleNow: it is not proposed any more
    """
    with transaction(session):
        mandate = _proposed(session, actor, mandate_id)
        mandate.status = MandateStatus.REFUSED
        mandate.decided_by_id, mandate.decided_at = actor.person_id, clock.now()
        _note(session, actor, "accounts.refuse_mandate", mandate)
        publish(session, MandateNotGiven(mandate_id=mandate.id, person_id=mandate.person_id))


def _proposed(session: Session, actor: Actor, mandate_id: int) -> Mandate:
    mandate = locked(session, Mandate, mandate_id)
    require(actor, Action.MANDATE_CONFIRM, mandate.facts)
    if mandate.status is not MandateStatus.PROPOSED:
        raise NotPossibleNow
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


def _in_that_time(data: MandateInput, starts_on: date) -> ColumnElement[bool]:
    """Return the condition "a mandate of the person with a day in common"."""
    same = (Mandate.person_id == data.person_id) & or_(Mandate.ends_on.is_(None), Mandate.ends_on >= starts_on)
    return same if data.ends_on is None else same & (Mandate.starts_on <= data.ends_on)


def _alike(data: MandateInput) -> ColumnElement[bool]:
    """Return the condition "the same role for the same place, given or proposed"."""
    return (
        Mandate.status.in_(_STANDING)
        & (Mandate.role == data.role)
        & Mandate.entity_id.is_not_distinct_from(data.entity_id)
        & Mandate.campaign_id.is_not_distinct_from(data.campaign_id)
    )


def _excluding(data: MandateInput) -> ColumnElement[bool]:
    """Return the condition "a role that excludes this one, for a place they share"; none named means every place."""
    found = Mandate.status.in_(_HELD) & Mandate.role.in_(excluded_by(data.role))
    if data.entity_id is not None:
        found = found & or_(Mandate.entity_id.is_(None), Mandate.entity_id == data.entity_id)
    if data.campaign_id is not None:
        found = found & or_(Mandate.campaign_id.is_(None), Mandate.campaign_id == data.campaign_id)
    return found


def _note(session: Session, actor: Actor, action: str, mandate: Mandate) -> None:
    """Write the act in the journal, with all that the mandate says."""
    record(session, actor, action, ("mandate", mandate.id, mandate.facts), _details(mandate))


def _details(mandate: Mandate) -> dict[str, object]:
    return {
        "person": mandate.person_id,
        "role": mandate.role.value,
        "starts_on": mandate.starts_on.isoformat(),
        "ends_on": mandate.ends_on.isoformat() if mandate.ends_on else None,
        "languages": list(mandate.languages),
        **({"reason": mandate.reason} if mandate.reason else {}),
        **({"covers": mandate.cover_of_id} if mandate.cover_of_id else {}),
    }


def end_mandate(session: Session, actor: Actor, mandate_id: int) -> Mandate:
    """End a role at once: today is its last day. One that has not begun is cancelled. Neither is deleted.

    :raises NotFound: no such mandate
    :raises Forbidden: the actor may not give, and so not take, this role there
    :raises OwnMandate: an administrator's own
    """
    with transaction(session):
        mandate = locked(session, Mandate, mandate_id)
        if mandate.role is Role.ADMINISTRATOR and mandate.person_id == actor.person_id:
            raise OwnMandate
        require(actor, Action.MANDATE_END, mandate.facts)
        _end(session, actor, mandate)
        covers = session.scalars(
            select(Mandate).where(Mandate.cover_of_id == mandate.id).with_for_update(key_share=True)
        )
        for cover in covers.all():  # nobody stands in for who holds it no longer
            _end(session, actor, cover)
    return mandate


def _end(session: Session, actor: Actor, mandate: Mandate) -> None:
    today = clock.today()
    if mandate.status not in {MandateStatus.GIVEN, MandateStatus.PROPOSED}:
        return  # it had ended
    if mandate.ends_on is not None and mandate.ends_on < today:
        return
    is_given = mandate.status is MandateStatus.GIVEN
    is_held = is_given and mandate.starts_on <= today
    mandate.status = MandateStatus.ENDED if is_held else MandateStatus.CANCELLED
    mandate.ends_on = today if is_held else mandate.ends_on
    _note(session, actor, "accounts.end_mandate", mandate)
    event = MandateEnded if is_given else MandateNotGiven
    publish(session, event(mandate_id=mandate.id, person_id=mandate.person_id))
