"""The reports somebody asked for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.campaigns.models import Campaign
from app.core import clock
from app.entities.models import Entity
from app.files.models import StoredFile
from app.policy.actor import Actor
from app.policy.check import can, require
from app.policy.facts import NOTHING, Facts
from app.policy.rules import Action
from app.reports.models import ReportFile, ReportSchedule, StoredReport
from app.reports.types import ReportFailure, ReportFormat, ReportState, Rhythm, split_formats

LISTED_MAX = 100


@dataclass(frozen=True, slots=True)
class ReportRow:
    """One report, and which of its files are there."""

    id: int
    slug: str
    title_text_id: int
    entity_name: str  # "": the whole campaign
    locale: str
    formats: tuple[ReportFormat, ...]
    state: ReportState
    failure: ReportFailure | None
    done: int  # formats
    asked_at: datetime
    expires_at: datetime
    files: tuple[tuple[ReportFormat, int, bool], ...]  # format, bytes, whether letters are missing


@dataclass(frozen=True, slots=True)
class ScheduleRow:
    """A report that is built by itself."""

    id: int
    title_text_id: int
    entity_name: str  # "": the whole campaign
    locale: str
    rhythm: Rhythm
    next_on: date


def my_schedules(session: Session, actor: Actor, slug: str = "") -> list[ScheduleRow]:
    """Return the reports that are built for the actor by themselves, of all campaigns or of one. One statement.

    :raises Forbidden: the actor asks for no reports
    """
    require(actor, Action.REPORTS_LIST, NOTHING)
    statement = (
        select(
            ReportSchedule.id, Campaign.title_text_id, Entity.name, ReportSchedule.locale, ReportSchedule.rhythm,
            ReportSchedule.next_on,
        )
        .join(Campaign, Campaign.id == ReportSchedule.campaign_id)
        .outerjoin(Entity, Entity.id == ReportSchedule.entity_id)
        .where(ReportSchedule.asked_by_id == actor.person_id)
        .order_by(ReportSchedule.next_on, ReportSchedule.id)
    )  # fmt: skip
    if slug:
        statement = statement.where(Campaign.slug == slug)
    return [ScheduleRow(row[0], row[1], row[2] or "", *row[3:]) for row in session.execute(statement)]


def my_reports(session: Session, actor: Actor, slug: str = "") -> list[ReportRow]:
    """Return the reports the actor asked for and may still have, the last one first; of all campaigns or of one.

    Two statements, whatever their number.

    :raises Forbidden: the actor asks for no reports
    """
    require(actor, Action.REPORTS_LIST, NOTHING)
    statement = (
        select(
            StoredReport.id, StoredReport.campaign_id, StoredReport.entity_id, StoredReport.locale,
            StoredReport.formats, StoredReport.state, StoredReport.failure, StoredReport.done,
            StoredReport.asked_at, StoredReport.expires_at, Campaign.slug, Campaign.title_text_id, Entity.name,
        )
        .join(Campaign, Campaign.id == StoredReport.campaign_id)
        .outerjoin(Entity, Entity.id == StoredReport.entity_id)
        .where(StoredReport.asked_by_id == actor.person_id, StoredReport.expires_at > clock.now())
        .order_by(StoredReport.asked_at.desc(), StoredReport.id)
        .limit(LISTED_MAX)
    )  # fmt: skip
    if slug:
        statement = statement.where(Campaign.slug == slug)
    rows = [
        row
        for row in session.execute(statement)
        if can(
            actor,
            Action.REPORT_READ,
            Facts(campaign_id=row.campaign_id, entity_id=row.entity_id, person_id=actor.person_id),
        )
    ]
    files = _files(session, [row.id for row in rows])
    return [
        ReportRow(
            row.id, row.slug, row.title_text_id, row.name or "", row.locale, split_formats(row.formats), row.state,
            row.failure, row.done, row.asked_at, row.expires_at,
            tuple(sorted(files.get(row.id, ()), key=lambda each: list(ReportFormat).index(each[0]))),
        )
        for row in rows
    ]  # fmt: skip


def _files(session: Session, ids: list[int]) -> dict[int, list[tuple[ReportFormat, int, bool]]]:
    found: dict[int, list[tuple[ReportFormat, int, bool]]] = {}
    for report_id, kind, size, lacks_letters in session.execute(
        select(ReportFile.report_id, ReportFile.format, StoredFile.size_bytes, ReportFile.lacks_letters)
        .join(StoredFile, StoredFile.id == ReportFile.file_id)
        .where(ReportFile.report_id.in_(ids))
    ):
        found.setdefault(report_id, []).append((kind, size, lacks_letters))
    return found
