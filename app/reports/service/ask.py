"""Ask for a report."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.accounts.models import Person
from app.campaigns.queries import campaign_by_slug, languages_written
from app.core import clock
from app.core.errors import NotFound
from app.db.lock import locked
from app.db.session import transaction
from app.jobs.queue import enqueue
from app.journal.record import record
from app.policy.actor import Actor
from app.policy.check import require
from app.policy.facts import Facts
from app.policy.rules import Action
from app.reports.errors import NoFormatChosen, ReportLanguageMissing, ReportsUnderWay
from app.reports.models import StoredReport
from app.reports.queries.content import report_editions, report_facts
from app.reports.service.build import BUILD_JOB
from app.reports.types import UNDER_WAY, ReportFormat, join_formats

KEPT = timedelta(days=7)
UNDER_WAY_MAX = 5  # of one person


@dataclass(frozen=True, slots=True)
class ReportWish:
    """Of which entity (its code; "": of the whole campaign), in which language, as which files."""

    entity_code: str
    locale: str
    formats: frozenset[ReportFormat]


def ask_report(session: Session, actor: Actor, slug: str, data: ReportWish) -> StoredReport:
    """Ask for a report, to be built in the background; return the one under way if it is the same.

    :raises NotFound: no such campaign, or no report of that entity for the actor
    :raises Forbidden: the actor may have none of that
    :raises NoFormatChosen, ReportLanguageMissing, ReportsUnderWay: it cannot be built
    """
    campaign_id, facts = require_wish(session, actor, slug, data)
    formats = join_formats(data.formats)
    with transaction(session):
        wait_for_own_turn(session, actor)
        mine = select(StoredReport).where(
            StoredReport.asked_by_id == actor.person_id, StoredReport.state.in_(UNDER_WAY)
        )
        same = session.scalars(
            mine.where(
                StoredReport.campaign_id == campaign_id,
                StoredReport.entity_id.is_(None)
                if facts.entity_id is None
                else StoredReport.entity_id == facts.entity_id,
                StoredReport.locale == data.locale,
                StoredReport.formats == formats,
            ).execution_options(populate_existing=True)
        ).first()
        if same is not None:
            return same
        if (session.scalar(select(func.count()).select_from(mine.subquery())) or 0) >= UNDER_WAY_MAX:
            raise ReportsUnderWay
        report = StoredReport(
            campaign_id=campaign_id, entity_id=facts.entity_id, asked_by_id=actor.person_id, locale=data.locale,
            formats=formats, expires_at=clock.now() + KEPT,
        )  # fmt: skip
        session.add(report)
        session.flush()
        record(session, actor, "reports.asked", ("report", report.id, facts), {"formats": formats})
        enqueue(session, BUILD_JOB, {"report_id": report.id})
    return report


def require_wish(session: Session, actor: Actor, slug: str, data: ReportWish) -> tuple[int, Facts]:
    """Return the campaign and the place of a report that the actor may have, now or again and again.

    :raises NotFound: no such campaign, or no report of that entity for the actor
    :raises Forbidden: the actor may have none of that
    :raises NoFormatChosen, ReportLanguageMissing: it cannot be built
    """
    found = campaign_by_slug(session, actor, slug)
    chosen = next((one for one in report_editions(actor, found) if one.entity_code == data.entity_code), None)
    if data.entity_code and chosen is None:
        raise NotFound
    facts = report_facts(found, chosen.entity_id if chosen else None)
    require(actor, Action.REPORT_ASK, facts)
    if not data.formats:
        raise NoFormatChosen
    if data.locale not in languages_written(session, actor, found.id):
        raise ReportLanguageMissing
    return found.id, facts


def wait_for_own_turn(session: Session, actor: Actor) -> None:
    """Let two clicks at once come one after the other."""
    locked(session, Person, actor.person_id)
