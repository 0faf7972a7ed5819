"""Hand a report out, take it back, and let it go after a week."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.campaigns.models import Campaign
from app.core import clock
from app.core.errors import NotFound
from app.db.session import transaction
from app.entities.models import Entity
from app.files.models import StoredFile
from app.jobs.queue import enqueue
from app.journal.record import record
from app.policy.actor import Actor
from app.policy.check import require, require_sight
from app.policy.facts import NOTHING, Facts
from app.policy.rules import Action
from app.reports.models import ReportFile, StoredReport
from app.reports.queries.lists import still_agreed
from app.reports.service.build import BUILD_JOB, drop_files
from app.reports.types import UNDER_WAY, ReportFailure, ReportFormat, ReportState


@dataclass(frozen=True, slots=True)
class OpenedFile:
    """A file of a report: where its bytes lie, and what makes its name."""

    key: str
    media_type: str
    title_text_id: int
    entity_name: str
    locale: str
    day: date


def open_report_file(session: Session, actor: Actor, report_id: int, kind: ReportFormat) -> OpenedFile:
    """Return a file of one's own report, and note in the journal that it was taken. Three statements, four with quotes.

    :raises NotFound: no such file, it is too old, the actor may no longer have it, or somebody quoted no longer agrees
    """
    with transaction(session):
        row = session.execute(
            select(
                StoredReport.campaign_id, StoredReport.entity_id, StoredReport.asked_by_id, StoredReport.locale,
                StoredReport.asked_at, StoredReport.expires_at, StoredFile.key, StoredFile.media_type,
                StoredReport.quoted, Campaign.title_text_id, Entity.name,
            )
            .join(ReportFile, ReportFile.report_id == StoredReport.id)
            .join(StoredFile, StoredFile.id == ReportFile.file_id)
            .join(Campaign, Campaign.id == StoredReport.campaign_id)
            .outerjoin(Entity, Entity.id == StoredReport.entity_id)
            .where(StoredReport.id == report_id, ReportFile.format == kind)
        ).one_or_none()  # fmt: skip
        if row is None:
            raise NotFound
        facts = Facts(campaign_id=row.campaign_id, entity_id=row.entity_id, person_id=row.asked_by_id)
        require_sight(actor, Action.REPORT_READ, facts)
        if row.expires_at <= clock.now() or not still_agreed(session, actor, [row.quoted])[0]:
            raise NotFound
        record(session, actor, "reports.downloaded", ("report", report_id, facts), {"format": kind.value})
    return OpenedFile(row.key, row.media_type, row.title_text_id, row.name or "", row.locale, row.asked_at.date())


def take_back_reports(session: Session, actor: Actor, campaign_id: int) -> None:
    """Let no report of a campaign be opened any more, as something in it was taken back; begin those under way again.

    :raises Forbidden: only the application itself does
    """
    require(actor, Action.REPORT_BUILD, NOTHING)
    with transaction(session):
        reports = session.scalars(
            select(StoredReport)
            .where(StoredReport.campaign_id == campaign_id, StoredReport.state != ReportState.FAILED)
            .order_by(StoredReport.id)
            .with_for_update(key_share=True)
            .execution_options(populate_existing=True)
        ).all()
        drop_files(session, *(report.id for report in reports))
        for report in reports:
            report.done = 0
            if report.state in UNDER_WAY:
                report.state, report.attempt = ReportState.WAITING, report.attempt + 1
                enqueue(session, BUILD_JOB, {"report_id": report.id})
            else:
                report.state, report.failure = ReportState.FAILED, ReportFailure.TAKEN_BACK


def forget_expired_reports(session: Session, actor: Actor, now: datetime) -> None:
    """Delete the reports that are a week old.

    :raises Forbidden: only the application itself does
    """
    require(actor, Action.REPORT_BUILD, NOTHING)
    with transaction(session):
        old = session.scalars(
            select(StoredReport.id).where(StoredReport.expires_at <= now).with_for_update(key_share=True)
        ).all()
        drop_files(session, *old)
        session.execute(delete(StoredReport).where(StoredReport.id.in_(old)))
