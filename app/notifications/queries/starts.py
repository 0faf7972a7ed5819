"""Who joined a while ago and has not started, where the entity's switch allows a reminder."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import islice

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session

from app.accounts.models import Person
from app.accounts.types import PersonStatus
from app.campaigns.models import Edition, Phase, not_ended
from app.campaigns.types import EditionStatus, PhaseKind
from app.core import clock
from app.core.working_time import WorkingTime
from app.enrolment.models import Enrolment
from app.enrolment.types import EnrolmentStatus
from app.entities.models import Entity
from app.messages.models import MemberMessage
from app.messages.service import REMINDER_PAUSE
from app.messages.types import REMIND_AFTER_WORKING_DAYS, MessageAudience, MessageState
from app.notifications.models import Notice
from app.notifications.queries.messages import MESSAGE_KIND, MESSAGES_A_WEEK, WEEK
from app.policy.actor import Actor
from app.policy.check import require
from app.policy.facts import NOTHING
from app.policy.rules import Action
from app.switches.queries import is_on_in
from app.switches.types import Switch

START_KIND = "not_started"
REMINDED_MAX = 1000  # at once in the group; the rest follows at the next hour


@dataclass(frozen=True, slots=True)
class NotStartedMember:
    """Somebody who takes part, has done nothing that can be traced to them, and was not reminded yet."""

    person_id: int
    edition_id: int
    could_start_on: date  # the day they joined, or the first of the test
    working_time: WorkingTime

    def is_due(self, now: datetime) -> bool:
        """Tell whether to remind now: within working hours, once enough working days have passed."""
        day = self.working_time.add_working_days(self.could_start_on, REMIND_AFTER_WORKING_DAYS)
        return day <= clock.today(self.working_time.time_zone) and self.working_time.is_working_time(now)


def members_to_remind(session: Session, actor: Actor) -> list[NotStartedMember]:
    """Return who is reminded now, the first to join first. One statement.

    Nobody where the switch is off, whose team sent a reminder lately, or who received enough messages this week.
    """
    require(actor, Action.NOTICE_CREATE, NOTHING)
    now = clock.now()
    had_enough = (
        select(Notice.person_id)
        .where(Notice.kind.in_((MESSAGE_KIND, START_KIND)), Notice.created_at > now - WEEK)
        .group_by(Notice.person_id)
        .having(func.count() >= MESSAGES_A_WEEK)
    )
    was_reminded = exists().where(
        Notice.person_id == Enrolment.person_id, Notice.kind == START_KIND, Notice.subject_id == Enrolment.edition_id
    )
    team_reminds = exists().where(
        MemberMessage.edition_id == Enrolment.edition_id,
        MemberMessage.audience == MessageAudience.NOT_STARTED,
        MemberMessage.state != MessageState.CANCELLED,
        MemberMessage.send_at > now - REMINDER_PAUSE,
    )
    rows = session.execute(
        select(
            Enrolment.person_id, Enrolment.edition_id, Enrolment.enrolled_on, Phase.starts_at, Entity.time_zone,
            Entity.working_days, Entity.holidays, Entity.work_starts, Entity.work_ends,
        )
        .join(Edition, Edition.id == Enrolment.edition_id)
        .join(Entity, Entity.id == Edition.entity_id)
        .join(Phase, (Phase.edition_id == Edition.id) & (Phase.kind == PhaseKind.TEST))
        .join(Person, Person.id == Enrolment.person_id)
        .where(
            Edition.status == EditionStatus.OPEN,
            is_on_in(Edition.entity_id, Switch.NOT_STARTED_REMINDER),
            Phase.starts_at <= now,
            not_ended(now),
            Enrolment.status == EnrolmentStatus.ACCEPTED,
            Enrolment.active_since.is_(None),
            Enrolment.enrolled_on <= clock.today() - timedelta(days=REMIND_AFTER_WORKING_DAYS - 1),
            Person.status == PersonStatus.ACTIVE,
            Person.id.not_in(had_enough),
            ~was_reminded,
            ~team_reminds,
        )
        .order_by(Enrolment.enrolled_on, Enrolment.id)
    )  # fmt: skip
    members = (
        NotStartedMember(
            person_id, edition_id, max(enrolled_on, starts_at.date()), WorkingTime(zone, days, frozenset(off), *hours)
        )
        for person_id, edition_id, enrolled_on, starts_at, zone, days, off, *hours in rows
    )
    return list(islice((one for one in members if one.is_due(now)), REMINDED_MAX))  # who is not due holds nobody up
