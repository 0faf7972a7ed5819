"""Reads of the mission player: one's own progress, and counts of many."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, case, func, or_, select
from sqlalchemy.orm import Session

from app.accounts.models import Person
from app.campaigns.models import Campaign
from app.core import clock
from app.figures.weeks import last_sunday
from app.missions.models import Mission, MissionDone
from app.player.models import MissionProgress
from app.policy.actor import Actor
from app.policy.check import require
from app.policy.facts import Facts
from app.policy.masking import part_shown, people_shown, threshold_of
from app.policy.rules import Action

MINUTES_STEP = 5  # the mean is told in steps, so that no two weeks tell what one person said


@dataclass(frozen=True, slots=True)
class OwnProgress:
    """How far the reader is in a mission."""

    steps_done: int = 0
    blocked_step: int | None = None
    blocked_why: str = ""
    minutes: int | None = None


@dataclass(frozen=True, slots=True)
class MissionCounts:
    """How many people of an entity began, were blocked in and finished a mission, and how long they say it took.

    ``None``: too few to be told.
    """

    started: int | None
    blocked: int | None
    done: int | None
    minutes: int | None  # in all, of those who said so


def own_progress(session: Session, actor: Actor, mission_id: int) -> OwnProgress:
    """Return how far the actor is in a mission. One statement."""
    row = session.execute(
        select(
            MissionProgress.steps_done, MissionProgress.blocked_step, MissionProgress.blocked_why,
            MissionProgress.minutes,
        ).where(MissionProgress.person_id == actor.person_id, MissionProgress.mission_id == mission_id)
    ).one_or_none()  # fmt: skip
    return OwnProgress() if row is None else OwnProgress(*row)


def mission_counts(session: Session, actor: Actor, campaign_id: int, entity_id: int) -> dict[int, MissionCounts]:
    """Return the counts of each mission of a campaign in an entity, by mission. One statement, whatever their number.

    They are those of last Sunday, in steps of the campaign's minimum group, like every figure about people.

    :raises Forbidden: only the local team and the central team count
    """
    require(actor, Action.ENROLMENT_COUNT, Facts(campaign_id=campaign_id, entity_id=entity_id))
    until = last_sunday(clock.today())
    has_begun = or_(MissionProgress.begun_on <= until, MissionDone.done_on <= until)
    has_said = MissionProgress.minutes_on <= until
    rows = session.execute(
        select(
            Mission.id, Campaign.min_group, _count(has_begun), _count(MissionProgress.blocked_on <= until),
            _count(MissionDone.done_on <= until), _count(has_said),
            func.coalesce(func.sum(case((has_said, MissionProgress.minutes), else_=0)), 0),
        )
        .select_from(Mission)
        .join(Campaign, Campaign.id == Mission.campaign_id)
        .outerjoin(Person, Person.entity_id == entity_id)
        .outerjoin(
            MissionProgress,
            and_(MissionProgress.mission_id == Mission.id, MissionProgress.person_id == Person.id),
        )
        .outerjoin(MissionDone, and_(MissionDone.mission_id == Mission.id, MissionDone.person_id == Person.id))
        .where(Mission.campaign_id == campaign_id)
        .group_by(Mission.id, Campaign.min_group)
    )  # fmt: skip
    return {mission_id: _shown(threshold_of(least), counts) for mission_id, least, *counts in rows}


def _count(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)


def _shown(threshold: int, counts: Sequence[int]) -> MissionCounts:
    started, blocked, done, said, minutes = counts
    tellers = people_shown(said, threshold)
    mean = round(minutes / said / MINUTES_STEP) * MINUTES_STEP if said else 0
    return MissionCounts(
        started=people_shown(started, threshold),
        blocked=part_shown(blocked, started, threshold),
        done=part_shown(done, started, threshold),
        minutes=None if tellers is None else tellers * mean,
    )
