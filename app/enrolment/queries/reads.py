"""Reads of enrolment."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Integer, Row, Select, bindparam, case, exists, join, literal, select
from sqlalchemy.orm import Session

from app.campaigns.models import Campaign, Edition, Phase, facts_in_time, takes_in
from app.campaigns.types import IdentityLevel, ModerationTiming
from app.core import clock
from app.core.working_time import add_working_days
from app.db.read import read_rows
from app.enrolment.errors import NotEnrolled
from app.enrolment.models import Enrolment
from app.enrolment.types import PENDING, EnrolmentStatus
from app.entities.models import Entity
from app.figures.definitions import Figure, Source, in_all_and_by_day
from app.figures.types import FigureName
from app.figures.weeks import MondayOf
from app.missions.models import Mission, MissionStep
from app.missions.queries import MissionAddress
from app.policy.actor import Actor
from app.policy.check import require
from app.policy.facts import Facts
from app.policy.rules import Action

IN_FORCE = PENDING | {EnrolmentStatus.ACCEPTED}


@dataclass(frozen=True, slots=True)
class MyEnrolment:
    """One of the actor's own enrolments in force."""

    enrolment_id: int
    edition_id: int
    campaign_id: int
    active_since: date | None


@dataclass(frozen=True, slots=True)
class MyStanding:
    """How far the actor is with an edition, whatever they asked or did there."""

    enrolment_id: int
    edition_id: int
    status: EnrolmentStatus


@dataclass(frozen=True, slots=True)
class EnrolmentPlace:
    """Where somebody takes part, with what decides on a contribution there; ``facts`` are those of now."""

    facts: Facts
    campaign_id: int
    entity_id: int
    edition_id: int
    identity_levels: tuple[IdentityLevel, ...]
    answer_within_days: int  # working days
    moderation_timing: ModerationTiming
    is_frozen: bool  # a first contribution has fixed the contract
    time_zone: str
    working_days: tuple[int, ...]
    holidays: tuple[str, ...]
    active_since: date | None  # the person's first traceable act
    contributed_since: date | None  # their first traceable contribution

    def answer_due_on(self, sent_on: date) -> date:
        """Return the last working day on which an answer keeps the promise."""
        return add_working_days(sent_on, self.answer_within_days, self.working_days, self.holidays)


@dataclass(frozen=True, slots=True)
class MissionPlace:
    """The place from which somebody contributes to a mission."""

    place: EnrolmentPlace
    mission_id: int
    has_step: bool  # the step asked about is one of the mission's
    is_recalled: bool


def enrolment_in(session: Session, actor: Actor, campaign_id: int) -> MyEnrolment | None:
    """Return the actor's own enrolment in a campaign, if it is in force. One statement."""
    row = session.execute(
        select(Enrolment.id, Enrolment.edition_id, Edition.campaign_id, Enrolment.active_since)
        .join(Edition, Edition.id == Enrolment.edition_id)
        .where(
            Enrolment.person_id == actor.person_id,
            Enrolment.status == EnrolmentStatus.ACCEPTED,
            Edition.campaign_id == campaign_id,
        )
    ).first()
    return MyEnrolment(*row) if row else None


def standing_in(session: Session, actor: Actor, campaign_id: int) -> MyStanding | None:
    """Return how far the actor is in a campaign: where they have a place, else where they asked last. One statement."""
    require(actor, Action.ENROLMENT_USE, Facts(person_id=actor.person_id))
    rows = session.execute(
        select(Enrolment.id, Enrolment.edition_id, Enrolment.status)
        .join(Edition, Edition.id == Enrolment.edition_id)
        .where(Enrolment.person_id == actor.person_id, Edition.campaign_id == campaign_id)
        .order_by(Enrolment.enrolled_on.desc(), Enrolment.id)
    )
    found = sorted((MyStanding(*row) for row in rows), key=lambda mine: mine.status not in IN_FORCE)
    return found[0] if found else None


def campaigns_asked_for(session: Session, actor: Actor) -> frozenset[int]:
    """Return the campaigns in which the actor asked for a place and waits for an answer. One statement."""
    require(actor, Action.ENROLMENT_USE, Facts(person_id=actor.person_id))
    asked = (
        select(Edition.campaign_id)
        .join(Enrolment, Enrolment.edition_id == Edition.id)
        .where(Enrolment.person_id == actor.person_id, Enrolment.status.in_(PENDING))
    )
    return frozenset(session.scalars(asked))


def place_of(session: Session, actor: Actor, edition_id: int) -> EnrolmentPlace:
    """Return the actor's own place in an edition, as it is now. One statement; nothing is locked.

    :raises NotEnrolled: the actor has left, or never joined
    """
    return _place(session, actor, _PLACE, edition_id)


def place_of_for_update(session: Session, actor: Actor, edition_id: int) -> EnrolmentPlace:
    """Return the actor's own place in an edition, locked until the transaction ends. One statement.

    :raises NotEnrolled: the actor has left, or never joined
    """
    return _place(session, actor, _PLACE_HELD, edition_id)


def place_at(session: Session, actor: Actor, address: MissionAddress, step_id: int | None) -> MissionPlace:
    """Return the actor's own place at a mission, as it is now. One statement; nothing of the actor's is locked.

    The mission stays as it is until the transaction ends.

    :raises NotEnrolled: the actor has left, or never joined; or there is no such mission
    """
    return _place_at(session, actor, _PLACE_AT, (address, step_id))


def place_at_for_update(session: Session, actor: Actor, address: MissionAddress, step_id: int | None) -> MissionPlace:
    """Return the actor's own place at a mission, both locked until the transaction ends. One statement.

    :raises NotEnrolled: the actor has left, or never joined; or there is no such mission
    """
    return _place_at(session, actor, _PLACE_AT_HELD, (address, step_id))


# Built once: every contribution asks. One row per phase.
_PLACE_ANYWHERE = (
    select(
        Edition.id, Edition.campaign_id, Edition.entity_id, Edition.status, Campaign.identity_levels,
        Campaign.answer_within_days, Campaign.frozen_at, Entity.time_zone, Entity.working_days, Entity.holidays,
        Enrolment.active_since, Enrolment.contributed_since, Campaign.moderation_timing,
        Phase.kind, Phase.starts_at, Phase.ends_at,
    )
    .select_from(Enrolment)
    .join(Edition, Edition.id == Enrolment.edition_id)
    .join(Campaign, Campaign.id == Edition.campaign_id)
    .join(Entity, Entity.id == Edition.entity_id)
    .outerjoin(Phase, Phase.edition_id == Edition.id)
    .where(Enrolment.person_id == bindparam("person_id"), Enrolment.status == EnrolmentStatus.ACCEPTED)
)  # fmt: skip
_PLACE_COLUMNS = 16  # columns of a place and one of its phases
_PLACE = _PLACE_ANYWHERE.where(Enrolment.edition_id == bindparam("edition_id"))
_PLACE_HELD = _PLACE.with_for_update(of=Enrolment, key_share=True)
# Whoever recalls the mission waits for those who send, and they for the recall: nothing lands after it. A statement of
# SQLAlchemy takes one clause of this sort, and that one is for the enrolment. On SQLite there is one writer at a time.
_MISSION_STAYS = "FOR SHARE OF missions"
_PLACE_AT = (
    _PLACE_ANYWHERE.join(Mission, Mission.campaign_id == Campaign.id)
    .where(
        takes_in(bindparam("entity_id", type_=Integer)), Campaign.slug == bindparam("slug"),
        Mission.number == bindparam("number"),
    )
    .add_columns(
        Mission.id,
        exists().where(MissionStep.mission_id == Mission.id, MissionStep.id == bindparam("step_id", type_=Integer)),
        Mission.recalled_on.is_not(None),
    )
    .suffix_with(_MISSION_STAYS, dialect="postgresql")
)  # fmt: skip
_PLACE_AT_HELD = _PLACE_AT.with_for_update(of=Enrolment, key_share=True)


def _place(session: Session, actor: Actor, statement: Select[*tuple[Any, ...]], edition_id: int) -> EnrolmentPlace:
    require(actor, Action.ENROLMENT_USE, Facts(person_id=actor.person_id, edition_id=edition_id))
    rows = read_rows(session, statement, {"edition_id": edition_id, "person_id": actor.person_id})
    if not rows:
        raise NotEnrolled
    return _place_of(rows)


def _place_at(
    session: Session,
    actor: Actor,
    statement: Select[*tuple[Any, ...]],
    asked: tuple[MissionAddress, int | None],
) -> MissionPlace:
    require(actor, Action.ENROLMENT_USE, Facts(person_id=actor.person_id))
    address, step_id = asked
    own = {"person_id": actor.person_id, "entity_id": actor.entity_id, "step_id": step_id}
    rows = read_rows(session, statement, {**address._asdict(), **own})
    if not rows:
        raise NotEnrolled
    return MissionPlace(_place_of(rows), *rows[0][_PLACE_COLUMNS:])


def _place_of(rows: Sequence[Row[*tuple[Any, ...]]]) -> EnrolmentPlace:
    """Put the rows of the phases together."""
    edition_id, campaign_id, entity_id, status, levels, days, frozen_at, *calendar, timing = rows[0][:13]
    zone, working_days, holidays, active_since, contributed_since = calendar
    where = Facts(campaign_id=campaign_id, entity_id=entity_id, edition_id=edition_id)
    phases = [(row[13], row[14], row[15]) for row in rows if row[13] is not None]
    return EnrolmentPlace(
        facts=facts_in_time(where, status, phases, clock.now()),
        campaign_id=campaign_id,
        entity_id=entity_id,
        edition_id=edition_id,
        identity_levels=tuple(IdentityLevel(level) for level in levels),
        answer_within_days=days,
        moderation_timing=ModerationTiming(timing),
        is_frozen=frozen_at is not None,
        time_zone=zone,
        working_days=tuple(working_days),
        holidays=tuple(holidays),
        active_since=active_since,
        contributed_since=contributed_since,
    )


_began_on = case((Enrolment.active_since > Enrolment.enrolled_on, Enrolment.active_since), else_=Enrolment.enrolled_on)
_has_begun = Enrolment.active_since.is_not(None)
_gave_on = case(
    (Enrolment.contributed_since > Enrolment.enrolled_on, Enrolment.contributed_since), else_=Enrolment.enrolled_on
)
_has_given = Enrolment.contributed_since.is_not(None)
_finished_on = case(
    (Enrolment.completed_since > Enrolment.enrolled_on, Enrolment.completed_since), else_=Enrolment.enrolled_on
)
_has_finished = Enrolment.completed_since.is_not(None)
_has_left = Enrolment.left_on.is_not(None)
_left_in = MondayOf(Enrolment.left_on)
_minus_one = literal(-1)

# Who leaves is taken away in the week of leaving: what was published before stays as it was.
TESTERS = Source(
    rows=join(Enrolment, Edition, Edition.id == Enrolment.edition_id),
    id=Enrolment.id,
    campaign_id=Edition.campaign_id,
    entity_id=Edition.entity_id,
    counts=Enrolment.status.in_([EnrolmentStatus.ACCEPTED, EnrolmentStatus.COMPLETED]) | _has_left,
    figures=in_all_and_by_day(
        Figure(FigureName.JOINED, day=MondayOf(Enrolment.enrolled_on)),
        Figure(FigureName.JOINED, _has_left, _minus_one, day=_left_in),
        Figure(FigureName.ACTIVE, _has_begun, day=MondayOf(_began_on)),
        Figure(FigureName.ACTIVE, _has_begun & _has_left, _minus_one, day=_left_in),
        Figure(FigureName.CONTRIBUTED, _has_given, day=MondayOf(_gave_on)),
        Figure(FigureName.CONTRIBUTED, _has_given & _has_left, _minus_one, day=_left_in),
        Figure(FigureName.COMPLETED, _has_finished, day=MondayOf(_finished_on)),
        Figure(FigureName.COMPLETED, _has_finished & _has_left, _minus_one, day=_left_in),
    ),
)
