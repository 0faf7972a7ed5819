"""How an edition takes people in: its places, its quotas, and whether somebody decides."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.campaigns.queries import edition_by_id_for_update
from app.core import clock
from app.core.errors import ChangedMeanwhile
from app.db.session import transaction
from app.enrolment.errors import PlacesNotInSteps, WrongPlaces
from app.enrolment.models import Quota, Recruitment
from app.enrolment.service.places import fill_places
from app.enrolment.types import PLACES_MAX, QUOTAS_MAX
from app.journal.record import record
from app.policy.actor import SYSTEM, Actor
from app.policy.check import require
from app.policy.masking import threshold_of
from app.policy.rules import Action


@dataclass(frozen=True, slots=True)
class QuotaInput:
    """At most so many places for those of an entity, or for those who gave an answer."""

    places: int
    entity_id: int | None = None
    part_id: int | None = None  # an option of a screening question


@dataclass(frozen=True, slots=True)
class RecruitmentInput:
    """How an edition takes people in."""

    places: int | None = None  # None: as many as come
    asks_first: bool = False
    quotas: tuple[QuotaInput, ...] = ()
    version: int = 0  # that it was written against; 0: nothing was set yet


_Set = tuple[int | None, bool, frozenset[QuotaInput]]  # places, whether it asks first, quotas


def set_recruitment(session: Session, actor: Actor, edition_id: int, data: RecruitmentInput) -> Recruitment:
    """Set how an edition takes people in. Nobody loses a place: fewer places than are taken give none until it fits.

    More places go to the waiting list at once.

    :raises NotFound: no such edition
    :raises Forbidden: neither the central team nor the product team of the campaign
    :raises WrongPlaces: a number is out of range, or a segment is named twice or not at all
    :raises PlacesNotInSteps: a number that changes is no multiple of the campaign's minimum group
    :raises ChangedMeanwhile: somebody saved it since the form was shown
    """
    _check(data)
    with transaction(session):
        edition = edition_by_id_for_update(session, actor, edition_id)
        facts = edition.facts_at(clock.now())
        require(actor, Action.RECRUITMENT_SET, facts)
        stored = session.get(Recruitment, edition_id, populate_existing=True)
        before = _of(session, stored)
        after = (data.places, data.asks_first, _as_set(data.quotas))
        if stored is not None and before == after:
            return stored  # the same form twice is one change
        if (stored.version if stored else 0) != data.version:
            raise ChangedMeanwhile
        _check_steps(before, data, threshold_of(edition.campaign.min_group))
        if stored is None:
            stored = Recruitment(edition_id=edition_id, version=0)
            session.add(stored)
        stored.places, stored.asks_first, stored.version = data.places, data.asks_first, stored.version + 1
        session.flush()
        session.execute(delete(Quota).where(Quota.edition_id == edition_id))
        for quota in data.quotas:
            session.add(
                Quota(edition_id=edition_id, places=quota.places, entity_id=quota.entity_id, part_id=quota.part_id)
            )
        session.flush()
        details = {"places": data.places, "asks_first": data.asks_first, "quotas": len(data.quotas)}
        record(session, actor, "enrolment.set_recruitment", ("edition", edition_id, facts), details)
        if facts.is_open_to_enrol:
            fill_places(session, SYSTEM, facts)
    return stored


def _check(data: RecruitmentInput) -> None:
    """Refuse numbers out of range, and segments named twice or not at all."""
    numbers = [quota.places for quota in data.quotas] + ([] if data.places is None else [data.places])
    one_each = all((quota.entity_id is None) != (quota.part_id is None) for quota in data.quotas)
    distinct = len({(quota.entity_id, quota.part_id) for quota in data.quotas}) == len(data.quotas) <= QUOTAS_MAX
    if not (one_each and distinct and all(0 <= number <= PLACES_MAX for number in numbers)):
        raise WrongPlaces


def _check_steps(before: _Set | None, data: RecruitmentInput, step: int) -> None:
    """Refuse a new number between two steps: who is let in at 11 places and not at 10 tells that 10 are taken."""
    places, _asks_first, quotas = before or (None, False, frozenset())
    changed = [quota.places for quota in data.quotas if quota not in quotas]
    if data.places is not None and data.places != places:
        changed.append(data.places)
    if any(number % step for number in changed):
        raise PlacesNotInSteps(step=step, twice=2 * step)


def _of(session: Session, stored: Recruitment | None) -> _Set | None:
    if stored is None:
        return None
    quotas = session.scalars(
        select(Quota).where(Quota.edition_id == stored.edition_id).execution_options(populate_existing=True)
    )
    there = [QuotaInput(quota.places, quota.entity_id, quota.part_id) for quota in quotas]
    return stored.places, stored.asks_first, _as_set(there)


def _as_set(quotas: Sequence[QuotaInput]) -> frozenset[QuotaInput]:
    return frozenset(quotas)
