"""How long contributions of a campaign took to be published, answered and decided."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from enum import StrEnum
from statistics import median_low

from sqlalchemy import column, func, select, table
from sqlalchemy.orm import Session

from app.core import clock
from app.core.working_time import working_days_between
from app.db.base import UtcDateTime
from app.entities.models import Entity
from app.feedback.models import Feedback
from app.feedback.types import State
from app.figures.weeks import last_sunday
from app.policy.actor import Actor
from app.policy.check import require_sight
from app.policy.facts import Facts
from app.policy.masking import PERCENT_FROM, people_shown
from app.policy.rules import Action

SAMPLE = 500  # contributions that times are read from, the newest
SPREAD_FROM = PERCENT_FROM  # contributions under which no spread is told

_decisions = table("decisions", column("feedback_id"), column("at", UtcDateTime()))  # of a feature above


class TimedStage(StrEnum):
    """What a contribution waits for, from the day it was sent."""

    PUBLISHED = "published"
    ANSWERED = "answered"
    DECIDED = "decided"


@dataclass(frozen=True, slots=True)
class TimeTaken:
    """How long contributions took, in working days of their entity."""

    contributions: int
    median: int  # one half took at most so long
    low: int | None  # one half took between these; None: too few to say
    high: int | None


@dataclass(slots=True)
class _Took:
    days: list[int] = field(default_factory=list)
    authors: set[int] = field(default_factory=set)


def stage_times(
    session: Session, actor: Actor, facts: Facts, threshold: int, entity_id: int | None = None
) -> Mapping[TimedStage, TimeTaken]:
    """Return how long the newest contributions up to last Sunday took, in the campaign or in an entity. Two statements.

    Told are people's times: an entity in which they are those of fewer people than the threshold is left out, of the
    campaign's too, so that no difference speaks of a few. What hides its entity or its author never counts.

    :raises NotFound: the actor may not see the campaign the facts tell of
    """
    require_sight(actor, Action.FEED_READ, facts)
    until = datetime.combine(last_sunday(clock.today()) + timedelta(days=1), time(), UTC)
    decided_at = (
        select(func.min(_decisions.c.at)).where(_decisions.c.feedback_id == Feedback.id).correlate(Feedback)
    ).scalar_subquery()
    statement = (
        select(
            Feedback.shown_entity_id, Feedback.author_id, Feedback.created_at, Feedback.published_at,
            Feedback.answered_at, decided_at,
        )
        .where(
            Feedback.campaign_id == facts.campaign_id,
            Feedback.state == State.PUBLISHED,
            Feedback.shown_entity_id.is_not(None),
            Feedback.author_id.is_not(None),
            Feedback.created_at < until,
        )
        .order_by(Feedback.created_at.desc(), Feedback.id.desc())
        .limit(SAMPLE)
    )  # fmt: skip
    if entity_id is not None:
        statement = statement.where(Feedback.shown_entity_id == entity_id)
    rows = session.execute(statement).all()
    calendars = _calendars(session, {row[0] for row in rows})
    took: dict[tuple[TimedStage, int], _Took] = {}
    for place, author_id, sent_at, *ends in rows:
        for stage, end in zip(TimedStage, ends, strict=True):
            if end is not None and end < until:
                each = took.setdefault((stage, place), _Took())
                each.days.append(working_days_between(sent_at.date(), end.date(), *calendars[place]))
                each.authors.add(author_id)
    enough = {key: each.days for key, each in took.items() if people_shown(len(each.authors), threshold) is not None}
    days = {
        stage: sorted(one for (of, _), days in enough.items() if of is stage for one in days) for stage in TimedStage
    }
    return {stage: _told(several) for stage, several in days.items() if several}


def _calendars(session: Session, entity_ids: set[int]) -> Mapping[int, tuple[list[int], frozenset[str]]]:
    """Return the working days and the holidays of entities: read once each, not with every contribution."""
    columns = select(Entity.id, Entity.working_days, Entity.holidays)
    rows = session.execute(columns.where(Entity.id.in_(entity_ids)))
    return {entity_id: (working_days, frozenset(holidays)) for entity_id, working_days, holidays in rows}


def _told(days: list[int]) -> TimeTaken:
    if len(days) < SPREAD_FROM:
        return TimeTaken(len(days), median_low(days), None, None)
    quarter = len(days) // 4
    return TimeTaken(len(days), median_low(days), days[quarter], days[-1 - quarter])
