"""Reports that are built by themselves, weekly or monthly: begin, stop, and ask for those that are due."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core import clock
from app.db.lock import locked, locked_if_any
from app.db.session import transaction
from app.jobs.queue import enqueue
from app.journal.record import record
from app.notifications.queries.readers import readers_of
from app.policy.actor import Actor
from app.policy.check import can, require, require_sight
from app.policy.facts import NOTHING, Facts
from app.policy.rules import Action
from app.reports.errors import TooManySchedules
from app.reports.models import ReportSchedule, StoredReport
from app.reports.service.ask import KEPT, ReportWish, require_wish, wait_for_own_turn
from app.reports.service.build import BUILD_JOB
from app.reports.types import Rhythm, join_formats

SCHEDULES_MAX = 20  # of one person
DUE_AT_ONCE = 200


def schedule_report(session: Session, actor: Actor, slug: str, data: ReportWish, rhythm: Rhythm) -> ReportSchedule:
    """Have a report built weekly or monthly; return the one that is there if it is the same.

    :raises NotFound: no such campaign, or no report of that entity for the actor
    :raises Forbidden: the actor may have none of that
    :raises NoFormatChosen, ReportLanguageMissing, TooManySchedules: it cannot be scheduled
    """
    campaign_id, facts = require_wish(session, actor, slug, data)
    with transaction(session):
        wait_for_own_turn(session, actor)
        mine = session.scalars(select(ReportSchedule).where(ReportSchedule.asked_by_id == actor.person_id)).all()
        wanted = (campaign_id, facts.entity_id, data.locale, join_formats(data.formats), rhythm)
        for one in mine:
            if (one.campaign_id, one.entity_id, one.locale, one.formats, one.rhythm) == wanted:
                return one
        if len(mine) >= SCHEDULES_MAX:
            raise TooManySchedules
        schedule = ReportSchedule(
            campaign_id=campaign_id, entity_id=facts.entity_id, asked_by_id=actor.person_id, locale=data.locale,
            formats=wanted[3], rhythm=rhythm, next_on=rhythm.next_after(clock.today()),
        )  # fmt: skip
        session.add(schedule)
        record(session, actor, "reports.scheduled", ("schedule", schedule.id, facts), {"rhythm": rhythm.value})
    return schedule


def stop_schedule(session: Session, actor: Actor, schedule_id: int) -> None:
    """Stop one's own scheduled report; what was built stays its week.

    :raises NotFound: there is none
    """
    with transaction(session):
        schedule = locked(session, ReportSchedule, schedule_id)
        require_sight(actor, Action.SCHEDULE_STOP, Facts(person_id=schedule.asked_by_id))
        session.delete(schedule)


def ask_scheduled_reports(session: Session, actor: Actor, now: datetime) -> int:
    """Ask for the reports that are due, each with the rights of its reader today; return how many.

    Who may no longer have one finds it stopped; nobody else is told.

    :raises Forbidden: only the application itself does
    """
    require(actor, Action.REPORT_BUILD, NOTHING)
    due = session.scalars(
        select(ReportSchedule.id)
        .where(ReportSchedule.next_on <= now.date())
        .order_by(ReportSchedule.id)
        .limit(DUE_AT_ONCE)
    ).all()
    asked = 0
    for schedule_id in due:
        with transaction(session):
            schedule = locked_if_any(session, ReportSchedule, schedule_id)
            if schedule is None or schedule.next_on > now.date():
                continue  # another worker was first
            reader = readers_of(session, actor, [schedule.asked_by_id]).get(schedule.asked_by_id)
            facts = Facts(campaign_id=schedule.campaign_id, entity_id=schedule.entity_id)
            if reader is None or not can(reader.actor, Action.REPORT_ASK, facts):
                session.delete(schedule)
                continue
            report = StoredReport(
                campaign_id=schedule.campaign_id, entity_id=schedule.entity_id, asked_by_id=schedule.asked_by_id,
                locale=schedule.locale, formats=schedule.formats, expires_at=clock.now() + KEPT,
            )  # fmt: skip
            session.add(report)
            session.flush()
            enqueue(session, BUILD_JOB, {"report_id": report.id})
            schedule.next_on = schedule.rhythm.next_after(now.date())
            asked += 1
    return asked
