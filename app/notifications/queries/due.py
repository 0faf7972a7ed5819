"""Answers that come due: which, when who can answer is warned, and who that is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from app.accounts.queries import MandateHolder, holders_of
from app.core import clock
from app.core.working_time import WorkingTime
from app.entities.models import Entity
from app.feedback.models import Feedback
from app.policy.actor import Actor, Role
from app.policy.check import require
from app.policy.facts import NOTHING
from app.policy.rules import Action

LONGEST_PAUSE = timedelta(days=14)  # nobody is warned earlier than this before the day that was promised
DUE_MAX = 1000  # at once in the group; the rest is warned of at the next hour

# Written as in the partial index: with parameters in their place, neither database would use it.
_UNANSWERED = text("feedback.state = 'published' AND feedback.answered_at IS NULL")


@dataclass(frozen=True, slots=True)
class DueAnswer:
    """A contribution whose answer is promised for a day that comes near."""

    id: int
    entity_id: int
    campaign_id: int
    author_id: int | None
    due_on: date
    working_time: WorkingTime

    def is_near(self, now: datetime) -> bool:
        """Tell whether to warn by now: from when work starts on the working day before, until the day is over."""
        local_day = clock.today(self.working_time.time_zone)
        return self.working_time.last_opening(self.due_on - timedelta(days=1)) <= now and local_day <= self.due_on

    def answered_by(self, holders: Sequence[MandateHolder]) -> frozenset[int]:
        """Return who is warned: the community managers there but for its author; without any, the central team."""
        for role in (Role.COMMUNITY_MANAGER, Role.CENTRAL_TEAM):
            there = {
                each.person_id
                for each in holders
                if each.grant.role is role and each.grant.covers(self.entity_id, self.campaign_id)
            } - {self.author_id}
            if there:
                return frozenset(there)
        return frozenset()


def answers_due(session: Session, actor: Actor) -> list[DueAnswer]:
    """Return what is published, not answered, and of which to warn by now, the first promised day first.

    One statement.
    """
    require(actor, Action.NOTICE_CREATE, NOTHING)
    now, today = clock.now(), clock.today()
    rows = session.execute(
        select(
            Feedback.id, Feedback.entity_id, Feedback.campaign_id, Feedback.author_id, Feedback.due_on,
            Entity.time_zone, Entity.working_days, Entity.holidays, Entity.work_starts, Entity.work_ends,
        )
        .join(Entity, Entity.id == Feedback.entity_id)
        .where(
            _UNANSWERED,
            Feedback.source_key.is_(None),
            Feedback.due_on.between(today - timedelta(days=1), today + LONGEST_PAUSE),
        )
        .order_by(Feedback.due_on, Feedback.id)
        .limit(DUE_MAX)
    )  # fmt: skip
    due = [
        DueAnswer(number, entity_id, campaign_id, author_id, due_on, WorkingTime(zone, days, frozenset(off), *hours))
        for number, entity_id, campaign_id, author_id, due_on, zone, days, off, *hours in rows
        if due_on is not None
    ]
    return [each for each in due if each.is_near(now)]


def holders_who_answer(session: Session, actor: Actor, entity_ids: frozenset[int]) -> list[MandateHolder]:
    """Return the mandates whose holders answer in these entities today. One statement."""
    require(actor, Action.NOTICE_CREATE, NOTHING)
    return holders_of(session, actor, {Role.COMMUNITY_MANAGER, Role.CENTRAL_TEAM}, clock.today(), entity_ids)
