"""Reads of the mission player: one's own progress, and counts of many."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, and_, case, func, or_, select, union
from sqlalchemy.orm import InstrumentedAttribute, Session

from app.accounts.models import Person
from app.core import clock
from app.figures.models import FigureCount
from app.figures.shown import count_told, rows_told
from app.figures.types import FigureName
from app.figures.weeks import last_sunday, monday_of
from app.missions.models import Mission, MissionDone
from app.player.models import MissionProgress
from app.policy.actor import Actor
from app.policy.check import require
from app.policy.facts import Facts
from app.policy.masking import add_up, blocks_until, part_shown, people_shown, threshold_of
from app.policy.rules import Action

Day = InstrumentedAttribute[date] | InstrumentedAttribute[date | None]
MINUTES_STEP = 5  # the mean is told in steps, as it is of few


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

    @classmethod
    def sum(cls, several: Iterable[MissionCounts]) -> MissionCounts:
        """Add what is shown of several entities; a sum tells no more than its parts."""
        rows = list(several)
        return cls(
            add_up(row.started for row in rows),
            add_up(row.blocked for row in rows),
            add_up(row.done for row in rows),
            add_up(row.minutes for row in rows),
        )


def own_progress(session: Session, actor: Actor, mission_id: int) -> OwnProgress:
    """Return how far the actor is in a mission. One statement."""
    row = session.execute(
        select(
            MissionProgress.steps_done, MissionProgress.blocked_step, MissionProgress.blocked_why,
            MissionProgress.minutes,
        ).where(MissionProgress.person_id == actor.person_id, MissionProgress.mission_id == mission_id)
    ).one_or_none()  # fmt: skip
    return OwnProgress() if row is None else OwnProgress(*row)


def mission_counts(
    session: Session, actor: Actor, campaign: tuple[int, int], entity_ids: Collection[int]
) -> dict[int, MissionCounts]:
    """Return the counts of each mission of a campaign in some entities, by mission. Two statements.

    ``campaign``: its id and its minimum group.

    They are those of last Sunday, in steps of the campaign's minimum group, like every figure about people; those of
    several entities are the sum of what is shown of each. Who began is a part of who joined; who finished and who could
    not go on are told together, as parts of who began: one step always stays for the others. What people say of their
    minutes is told in blocks of weeks, like answers, so that no two weeks tell what one of them said.

    :raises Forbidden: only the local team and the central team count
    """
    campaign_id, min_group = campaign
    threshold = threshold_of(min_group)
    for entity_id in entity_ids:
        require(actor, Action.ENROLMENT_COUNT, Facts(campaign_id=campaign_id, entity_id=entity_id))
    until = last_sunday(clock.today())
    has_begun = or_(MissionProgress.begun_on <= until, MissionDone.done_on <= until)
    said = _minutes_said(session, campaign_id, entity_ids, until)
    joined = (
        select(func.coalesce(count_told(), 0))
        .where(
            FigureCount.campaign_id == campaign_id, FigureCount.entity_id == Person.entity_id,
            FigureCount.name == FigureName.JOINED, rows_told(clock.today()),
        )
        .correlate(Person)
        .scalar_subquery()
    )  # fmt: skip
    seen = union(
        select(MissionProgress.mission_id, MissionProgress.person_id),
        select(MissionDone.mission_id, MissionDone.person_id),
    ).subquery()
    rows = session.execute(
        select(
            Mission.id, Person.entity_id, joined, _count(has_begun),
            _count(_held(MissionProgress.blocked_on, MissionProgress.unblocked_on, until)),
            _count(_held(MissionDone.done_on, MissionDone.undone_on, until)),
        )
        .select_from(Mission)
        .outerjoin(seen, seen.c.mission_id == Mission.id)
        .outerjoin(Person, and_(Person.id == seen.c.person_id, Person.entity_id.in_(entity_ids)))
        .outerjoin(
            MissionProgress,
            and_(MissionProgress.mission_id == Mission.id, MissionProgress.person_id == Person.id),
        )
        .outerjoin(MissionDone, and_(MissionDone.mission_id == Mission.id, MissionDone.person_id == Person.id))
        .where(Mission.campaign_id == campaign_id)
        .group_by(Mission.id, Person.entity_id)
    )  # fmt: skip
    by_mission: dict[int, list[MissionCounts]] = {}
    for mission_id, entity_id, *counts in rows:
        told = by_mission.setdefault(mission_id, [])
        if entity_id is not None:
            told.append(_shown(threshold, counts, said.get((mission_id, entity_id), {})))
    return {mission_id: MissionCounts.sum(told) for mission_id, told in by_mission.items()}


def _held(since: Day, ended: Day, until: date) -> ColumnElement[bool]:
    """Tell, in SQL, whether something that ended since then, or never did, was so on a day."""
    return and_(since <= until, or_(ended.is_(None), ended > until))


def _count(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)


def _minutes_said(
    session: Session, campaign_id: int, entity_ids: Collection[int], until: date
) -> Mapping[tuple[int, int], Mapping[date, tuple[int, int]]]:
    """Return how many people of an entity said how long a mission took, and the minutes in all, by week."""
    said: dict[tuple[int, int], dict[date, tuple[int, int]]] = defaultdict(dict)
    for mission_id, entity_id, day, people, minutes in session.execute(
        select(
            MissionProgress.mission_id, Person.entity_id, MissionProgress.minutes_on, func.count(),
            func.sum(func.coalesce(MissionProgress.minutes_told, MissionProgress.minutes)),
        )
        .join(Mission, Mission.id == MissionProgress.mission_id)
        .join(Person, Person.id == MissionProgress.person_id)
        .where(
            Mission.campaign_id == campaign_id, Person.entity_id.in_(entity_ids), MissionProgress.minutes_on <= until
        )
        .group_by(MissionProgress.mission_id, Person.entity_id, MissionProgress.minutes_on)
    ):  # fmt: skip
        if day is None or minutes is None:
            continue  # they are said together
        weeks, week = said[mission_id, entity_id], monday_of(day)
        before = weeks.get(week, (0, 0))
        weeks[week] = (before[0] + people, before[1] + minutes)
    return said


def _shown(threshold: int, counts: Sequence[int], said: Mapping[date, tuple[int, int]]) -> MissionCounts:
    joined, started, blocked, done = counts
    last = blocks_until({0: {week: people for week, (people, _minutes) in said.items()}}, threshold).get(0, date.min)
    people = sum(people for week, (people, _minutes) in said.items() if week <= last)
    minutes = sum(minutes for week, (_people, minutes) in said.items() if week <= last)
    tellers = people_shown(people, threshold)
    mean = round(minutes / people / MINUTES_STEP) * MINUTES_STEP if people else 0
    began = part_shown(started, people_shown(joined, threshold) or 0, threshold)
    finished = part_shown(done, began or 0, threshold)
    return MissionCounts(
        started=began,
        blocked=part_shown(blocked, (began or 0) - (finished or 0), threshold),
        done=finished,
        minutes=None if tellers is None else tellers * mean,
    )
