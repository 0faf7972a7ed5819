"""How long contributions of an edition usually wait for a moderator."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from statistics import median_low

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.campaigns.models import Campaign, Edition
from app.core import clock
from app.core.working_time import working_days_between
from app.entities.models import Entity
from app.feedback.models import Feedback
from app.feedback.types import State
from app.figures.weeks import last_sunday
from app.policy.actor import Actor
from app.policy.masking import people_shown, threshold_of

RECENT = 200  # contributions an edition's delay is read from, the newest


@dataclass(frozen=True, slots=True)
class UsualDelay:
    """How many working days one half waited at most, and of how many people these contributions are, at least."""

    days: int
    people: int


@dataclass(slots=True)
class _Waited:
    threshold: int
    days: list[int] = field(default_factory=list)
    authors: set[int] = field(default_factory=set)


def usual_delays(session: Session, actor: Actor, edition_ids: Collection[int]) -> dict[int, UsualDelay]:
    """Return, by edition, how long what waited did so, as of last Sunday. One statement, none without an edition.

    An edition in which contributions of fewer people than the campaign's minimum waited is left out. What nobody can
    trace does not count: its hours are not kept.
    """
    del actor  # it is the same for everybody who takes part
    if not edition_ids:
        return {}
    until = datetime.combine(last_sunday(clock.today()) + timedelta(days=1), time(), UTC)
    newest = func.row_number().over(partition_by=Feedback.edition_id, order_by=Feedback.published_at.desc())
    waited = (
        select(
            Feedback.edition_id, Feedback.author_id, Feedback.created_at, Feedback.published_at, newest.label("place")
        )
        .where(
            Feedback.edition_id.in_(edition_ids),
            Feedback.author_id.is_not(None),
            Feedback.state == State.PUBLISHED,
            Feedback.published_at > Feedback.created_at,
            Feedback.published_at < until,
        )
        .subquery()
    )
    statement = (
        select(waited.c.edition_id, waited.c.author_id, waited.c.created_at, waited.c.published_at,
               Campaign.min_group, Entity.working_days, Entity.holidays)
        .join(Edition, Edition.id == waited.c.edition_id)
        .join(Campaign, Campaign.id == Edition.campaign_id)
        .join(Entity, Entity.id == Edition.entity_id)
        .where(waited.c.place <= RECENT)
    )  # fmt: skip
    found: dict[int, _Waited] = {}
    for edition_id, author_id, sent_at, published_at, least, working_days, holidays in session.execute(statement):
        each = found.setdefault(edition_id, _Waited(threshold_of(least)))
        each.days.append(working_days_between(sent_at.date(), published_at.date(), working_days, holidays))
        each.authors.add(author_id)
    shown = {number: (people_shown(len(each.authors), each.threshold), each) for number, each in found.items()}
    return {
        number: UsualDelay(median_low(each.days), people)
        for number, (people, each) in shown.items()
        if people is not None
    }
