"""How an entity takes part: its edition, its dates and its end."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from app.campaigns.errors import (
    AlreadyTakesPart,
    EntityDormant,
    EntityTakesPart,
    OnlyTestStaysOpen,
    PhasesOutOfOrder,
    TemplateTakesNoPart,
)
from app.campaigns.events import EditionClosed
from app.campaigns.models import Campaign, Edition, Phase, edition_entities
from app.campaigns.queries import edition_by_id_for_update, welcomed_by
from app.campaigns.service.turns import Dates, keep_marks
from app.campaigns.types import EDITION_TRANSITIONS, CampaignPurpose, EditionStatus, PhaseKind, has_ended
from app.core import clock
from app.core.errors import ChangedMeanwhile, NotFound, NotPossibleNow
from app.core.states import check_move
from app.core.wall_time import to_instant, to_wall
from app.db.session import transaction, unique
from app.entities.models import Entity
from app.entities.types import Stage
from app.journal.record import record
from app.outbox.publish import publish
from app.policy.actor import Actor
from app.policy.check import require
from app.policy.facts import Facts
from app.policy.rules import Action


@dataclass(frozen=True, slots=True)
class PhaseInput:
    """The dates of one phase in the entity's local time (naive); the end is not included."""

    kind: PhaseKind
    starts: datetime
    ends: datetime | None  # None: no last day, which only the test may have


@dataclass(frozen=True, slots=True)
class MovedHour:
    """An hour that daylight saving skips, and the next one, which was kept (both naive, local)."""

    kind: PhaseKind
    asked: datetime
    kept: datetime


@dataclass(frozen=True, slots=True)
class PhasesResult:
    """What became of the dates."""

    phases: tuple[Phase, ...]
    moved: tuple[MovedHour, ...]


def add_edition(session: Session, actor: Actor, campaign_id: int, entity_id: int) -> Edition:
    """Prepare an entity's part in a campaign.

    :raises Forbidden: only the central team does
    :raises NotFound: no such campaign or entity
    :raises AlreadyTakesPart: the entity has its edition already
    :raises EntityDormant: it does not take part for now
    :raises TemplateTakesNoPart: it is a template
    """
    require(actor, Action.EDITION_WRITE, Facts(campaign_id=campaign_id, entity_id=entity_id))
    with transaction(session):
        entity = session.get(Entity, entity_id, with_for_update={"read": True}, populate_existing=True)
        campaign = session.get(Campaign, campaign_id)
        if campaign is None or entity is None:
            raise NotFound
        if campaign.purpose is not CampaignPurpose.CAMPAIGN:
            raise TemplateTakesNoPart
        if entity.stage is Stage.DORMANT:
            raise EntityDormant
        edition = Edition(campaign_id=campaign_id, entity_id=entity_id)
        with unique(session, AlreadyTakesPart):
            session.add(edition)
        place = Facts(campaign_id=campaign_id, entity_id=entity_id, edition_id=edition.id)
        record(session, actor, "campaigns.add_edition", ("edition", edition.id, place))
    return edition


def welcome_entities(session: Session, actor: Actor, edition_id: int, entity_ids: Collection[int]) -> frozenset[int]:
    """Let the employees of other entities take part in an edition; return which. Twice is the same as once.

    Its dates, its promise and its moderators stay those of its own entity.

    :raises NotFound: no such edition, or no such entity
    :raises Forbidden: only the central team does
    :raises NotPossibleNow: it is closed, or is open and would send an entity away
    :raises EntityTakesPart: one of them has an edition of its own, or is welcome in another
    """
    with transaction(session):
        edition, facts = _edition_for(session, actor, Action.EDITION_WRITE, edition_id)
        before, wanted = welcomed_by(session, actor, edition_id), frozenset(entity_ids)
        if before == wanted:
            return before
        if edition.status is EditionStatus.CLOSED or (edition.status is EditionStatus.OPEN and before - wanted):
            raise NotPossibleNow
        known = session.scalars(select(Entity.id).where(Entity.id.in_(wanted)))
        if set(known) != wanted:
            raise NotFound
        _refuse_elsewhere(session, edition, wanted)
        session.execute(delete(edition_entities).where(edition_entities.c.edition_id == edition_id))
        rows = [{"edition_id": edition_id, "entity_id": entity_id} for entity_id in sorted(wanted)]
        if rows:
            session.execute(insert(edition_entities), rows)
        details = {"before": sorted(before), "after": sorted(wanted)}
        record(session, actor, "campaigns.welcome_entities", ("edition", edition_id, facts), details)
    return wanted


def _refuse_elsewhere(session: Session, edition: Edition, entity_ids: frozenset[int]) -> None:
    """Refuse entities whose people have their place in the campaign already: nobody takes part twice."""
    own = select(Edition.id).where(Edition.campaign_id == edition.campaign_id, Edition.entity_id.in_(entity_ids))
    welcome = (
        select(Edition.id)
        .join(edition_entities, edition_entities.c.edition_id == Edition.id)
        .where(
            Edition.campaign_id == edition.campaign_id,
            Edition.id != edition.id,
            edition_entities.c.entity_id.in_(entity_ids),
        )
    )
    if session.scalar(own.limit(1)) is not None or session.scalar(welcome.limit(1)) is not None:
        raise EntityTakesPart


def set_phases(
    session: Session, actor: Actor, edition_id: int, phases: Sequence[PhaseInput], version: int = 1
) -> PhasesResult:
    """Replace the dates of an edition, written against a version of them; they may still move while it is open.

    Hours are those of the entity: one that daylight saving skips becomes the next minute that exists, one that comes
    twice is the first. What was told of a phase that moves: ``service/turns.py``.

    :raises NotFound: no such edition
    :raises Forbidden: only the central team does
    :raises NotPossibleNow: the edition is closed, or is open and would lose its recruitment or its test
    :raises PhasesOutOfOrder: a phase ends before it starts, or starts before the one before it has ended
    :raises OnlyTestStaysOpen: another phase than the test has no last day, or one follows a test without
    :raises ChangedMeanwhile: somebody saved them since the form was shown
    """
    with transaction(session):
        edition, facts = _edition_for(session, actor, Action.EDITION_WRITE, edition_id)
        if edition.status is EditionStatus.CLOSED:
            raise NotPossibleNow
        dates, moved = _instants(phases, edition.entity.time_zone)
        _check_order(dates)
        if edition.status is EditionStatus.OPEN and not {PhaseKind.RECRUIT, PhaseKind.TEST} <= set(dates):
            raise NotPossibleNow
        before = _spans(edition.phases)
        were: Dates = {one.kind: (one.starts_at, one.ends_at) for one in edition.phases}
        kept = _store(session, edition, dates)
        details = {"before": before, "after": _spans(kept)}
        if details["before"] == details["after"]:
            return PhasesResult(tuple(kept), moved)  # the same form twice is one change
        if edition.version != version:
            raise ChangedMeanwhile
        edition.version += 1
        keep_marks(session, edition.id, were, dates)
        record(session, actor, "campaigns.set_phases", ("edition", edition.id, facts), details)
    return PhasesResult(tuple(kept), moved)


def close_edition(session: Session, actor: Actor, edition_id: int) -> Edition:
    """End an entity's part: everything stays readable, nothing more is written. It cannot be undone.

    :raises NotFound: no such edition
    :raises Forbidden: only the central team does
    :raises NotPossibleNow: it is not open
    """
    with transaction(session):
        edition, facts = _edition_for(session, actor, Action.CAMPAIGN_OPEN, edition_id)
        edition.status = check_move(EDITION_TRANSITIONS, edition.status, EditionStatus.CLOSED)
        edition.closed_at = clock.now()
        record(session, actor, "campaigns.close_edition", ("edition", edition.id, facts))
        publish(session, EditionClosed(edition.id, edition.campaign_id, edition.entity_id))
    return edition


def _edition_for(session: Session, actor: Actor, action: Action, edition_id: int) -> tuple[Edition, Facts]:
    """Return a locked edition once the actor may act on it: their mandate may be for its campaign or entity alone."""
    edition = edition_by_id_for_update(session, actor, edition_id)
    facts = edition.facts_at(clock.now())
    require(actor, action, facts)
    return edition, facts


def _instants(phases: Sequence[PhaseInput], time_zone: str) -> tuple[Dates, tuple[MovedHour, ...]]:
    """Return the instants of each phase, in their order, and the hours that had to move."""
    dates: dict[PhaseKind, tuple[datetime, datetime | None]] = {}
    moved: list[MovedHour] = []
    for phase in sorted(phases, key=lambda one: list(PhaseKind).index(PhaseKind(one.kind))):
        kind = PhaseKind(phase.kind)
        starts_at, start_moved = to_instant(phase.starts, time_zone)
        if start_moved:
            moved.append(MovedHour(kind, phase.starts, to_wall(starts_at, time_zone)))
        ends_at = None
        if phase.ends is not None:
            ends_at, end_moved = to_instant(phase.ends, time_zone)
            if end_moved:
                moved.append(MovedHour(kind, phase.ends, to_wall(ends_at, time_zone)))
        dates[kind] = (starts_at, ends_at)
    return dates, tuple(moved)


def _check_order(dates: Dates) -> None:
    last_end: datetime | None = None
    stays_open = False
    for kind, (starts_at, ends_at) in dates.items():
        if stays_open or (ends_at is None and kind is not PhaseKind.TEST):
            raise OnlyTestStaysOpen
        if has_ended(ends_at, starts_at) or (last_end is not None and starts_at < last_end):
            raise PhasesOutOfOrder
        last_end, stays_open = ends_at, ends_at is None


def _store(session: Session, edition: Edition, dates: Dates) -> list[Phase]:
    """Change, add and remove rows so that the edition has exactly these phases."""
    there = {phase.kind: phase for phase in edition.phases}
    for kind, phase in there.items():
        if kind not in dates:
            session.delete(phase)
    for kind, (starts_at, ends_at) in dates.items():
        if kind in there:
            there[kind].starts_at, there[kind].ends_at = starts_at, ends_at
        else:
            session.add(Phase(edition_id=edition.id, kind=kind, starts_at=starts_at, ends_at=ends_at))
    session.flush()  # read back in order, and refused here rather than at the commit
    return list(
        session.scalars(select(Phase).where(Phase.edition_id == edition.id).order_by(Phase.starts_at, Phase.id))
    )


def _spans(phases: Sequence[Phase]) -> dict[str, list[str | None]]:
    return {
        phase.kind.value: [phase.starts_at.isoformat(), phase.ends_at.isoformat() if phase.ends_at else None]
        for phase in phases
    }
