"""The reports somebody asked for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.campaigns.models import Campaign
from app.core import clock
from app.entities.models import Entity
from app.feedback.models import Feedback
from app.feedback.queries.shown import is_highlighted
from app.feedback.types import State
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

    One that quotes somebody who no longer agrees counts as taken back. Two statements, whatever their number; three
    where one of them quotes.

    :raises Forbidden: the actor asks for no reports
    """
    require(actor, Action.REPORTS_LIST, NOTHING)
    statement = (
        select(
            StoredReport.id, StoredReport.campaign_id, StoredReport.entity_id, StoredReport.locale,
            StoredReport.formats, StoredReport.state, StoredReport.failure, StoredReport.done,
            StoredReport.asked_at, StoredReport.expires_at, StoredReport.quoted, Campaign.slug,
            Campaign.title_text_id, Entity.name,
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
    agreed = still_agreed(session, actor, [row.quoted for row in rows])
    found = [
        ReportRow(
            row.id, row.slug, row.title_text_id, row.name or "", row.locale, split_formats(row.formats), row.state,
            row.failure, row.done, row.asked_at, row.expires_at,
            tuple(sorted(files.get(row.id, ()), key=lambda each: list(ReportFormat).index(each[0]))),
        )
        for row in rows
    ]  # fmt: skip
    return [one if is_agreed else _taken_back(one) for one, is_agreed in zip(found, agreed, strict=True)]


def still_agreed(session: Session, actor: Actor, quoted: Sequence[Sequence[str]]) -> list[bool]:
    """Tell of each list of quoted contributions whether all may still be quoted. One statement, none for no quotation.

    :raises Forbidden: the actor asks for no reports
    """
    require(actor, Action.REPORTS_LIST, NOTHING)
    ids = {int(number) for several in quoted for number in several}
    statement = select(Feedback.id).where(Feedback.id.in_(ids), Feedback.state == State.PUBLISHED, is_highlighted())
    agreed = set(session.scalars(statement)) if ids else set()
    return [all(int(number) in agreed for number in several) for several in quoted]


def _taken_back(row: ReportRow) -> ReportRow:
    if row.state is not ReportState.READY:
        return row
    return replace(row, state=ReportState.FAILED, failure=ReportFailure.TAKEN_BACK, files=())


def _files(session: Session, ids: list[int]) -> dict[int, list[tuple[ReportFormat, int, bool]]]:
    found: dict[int, list[tuple[ReportFormat, int, bool]]] = {}
    for report_id, kind, size, lacks_letters in session.execute(
        select(ReportFile.report_id, ReportFile.format, StoredFile.size_bytes, ReportFile.lacks_letters)
        .join(StoredFile, StoredFile.id == ReportFile.file_id)
        .where(ReportFile.report_id.in_(ids))
    ):
        found.setdefault(report_id, []).append((kind, size, lacks_letters))
    return found
