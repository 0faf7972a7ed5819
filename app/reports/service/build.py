"""Build a report: begin, keep each file, or say why there is none. A worker that is lost begins again from nothing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import delete, select
from sqlalchemy.orm import Session
from typing_extensions import TypeIs

from app.campaigns.models import Campaign
from app.db.lock import locked_if_any
from app.db.session import transaction
from app.entities.models import Entity
from app.files.models import StoredFile
from app.files.storage import Storage
from app.files.store import store_file
from app.policy.actor import Actor
from app.policy.check import require
from app.policy.facts import NOTHING
from app.policy.rules import Action
from app.reports.models import ReportFile, StoredReport
from app.reports.queries.content import ReportPlace
from app.reports.types import UNDER_WAY, ReportFailure, ReportFormat, ReportState, split_formats

BUILD_JOB = "reports.build"


@dataclass(frozen=True, slots=True)
class BuildOrder:
    """One attempt to build one report, for whom, and as which files."""

    report_id: int
    attempt: int
    person_id: int
    place: ReportPlace
    formats: tuple[ReportFormat, ...]


@dataclass(frozen=True, slots=True)
class MadeFile:
    """One file that is complete; ``lacks_letters``: a script in it had no font."""

    format: ReportFormat
    data: bytes
    media_type: str
    lacks_letters: bool = False


def begin_building(session: Session, actor: Actor, report_id: int) -> BuildOrder | None:
    """Begin, or begin again: what an earlier worker made goes. ``None``: there is nothing to build.

    :raises Forbidden: only the application itself builds
    """
    require(actor, Action.REPORT_BUILD, NOTHING)
    with transaction(session):
        report = locked_if_any(session, StoredReport, report_id)
        if report is None or report.state not in UNDER_WAY:
            return None
        drop_files(session, report.id)
        report.state, report.done, report.attempt = ReportState.BUILDING, 0, report.attempt + 1
        slug = session.scalars(select(Campaign.slug).where(Campaign.id == report.campaign_id)).one()
        code = session.scalar(select(Entity.code).where(Entity.id == report.entity_id)) or ""
        place = ReportPlace(slug, code, report.locale)
        return BuildOrder(report.id, report.attempt, report.asked_by_id, place, split_formats(report.formats))


def note_quoted(session: Session, actor: Actor, order: BuildOrder, feedback_ids: Iterable[int]) -> None:
    """Note what a report quotes, before its files are there: they are handed out as long as all authors agree.

    :raises Forbidden: only the application itself builds
    """
    require(actor, Action.REPORT_BUILD, NOTHING)
    with transaction(session):
        report = locked_if_any(session, StoredReport, order.report_id)
        if _is_ours(report, order):
            report.quoted = [str(number) for number in feedback_ids]


def keep_file(session: Session, actor: Actor, storage: Storage, order: BuildOrder, made: MadeFile) -> bool:
    """Keep one file of a report; ``False``: another worker builds it now, or nobody wants it any more.

    :raises Forbidden: only the application itself builds
    :raises NoRoom: it cannot be stored
    """
    require(actor, Action.REPORT_BUILD, NOTHING)
    with transaction(session):
        report = locked_if_any(session, StoredReport, order.report_id)
        if not _is_ours(report, order):
            return False
        stored = store_file(session, storage, made.data, made.media_type)
        session.add(
            ReportFile(report_id=report.id, format=made.format, file_id=stored.id, lacks_letters=made.lacks_letters)
        )
        report.done += 1
        if report.done == len(order.formats):
            report.state = ReportState.READY
    return True


def fail_report(session: Session, actor: Actor, order: BuildOrder, failure: ReportFailure) -> None:
    """Say why there is no report; what was made of it goes.

    :raises Forbidden: only the application itself builds
    """
    require(actor, Action.REPORT_BUILD, NOTHING)
    with transaction(session):
        report = locked_if_any(session, StoredReport, order.report_id)
        if _is_ours(report, order):
            drop_files(session, report.id)
            report.state, report.failure, report.done = ReportState.FAILED, failure, 0


def drop_files(session: Session, *report_ids: int) -> None:
    """Delete the files of reports, in the transaction of the caller; the sweep takes their bytes."""
    ids = session.scalars(select(ReportFile.file_id).where(ReportFile.report_id.in_(report_ids))).all()
    session.execute(delete(ReportFile).where(ReportFile.report_id.in_(report_ids)))
    session.execute(delete(StoredFile).where(StoredFile.id.in_(ids)))


def _is_ours(report: StoredReport | None, order: BuildOrder) -> TypeIs[StoredReport]:
    """Tell whether this attempt is the one that counts."""
    return report is not None and report.state is ReportState.BUILDING and report.attempt == order.attempt
