"""What reports do later: build one, and let the old ones go."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime

from flask import current_app
from sqlalchemy.orm import Session

from app.core.errors import Forbidden, NotFound
from app.core.failures import Hopeless, describe
from app.files.errors import NoRoom
from app.i18n.locale import interface_language, language_of
from app.jobs.run import Task
from app.notifications.queries.readers import readers_of
from app.policy.actor import SYSTEM
from app.reports.presenters.data import csv_archive, json_archive, workbook
from app.reports.presenters.document import ReportDocument
from app.reports.presenters.pdf import pdf_of
from app.reports.presenters.whole import report_document
from app.reports.queries.content import read_report
from app.reports.service import (
    BuildOrder,
    MadeFile,
    ask_scheduled_reports,
    begin_building,
    fail_report,
    forget_expired_reports,
    keep_file,
    note_quoted,
)
from app.reports.types import ReportFailure, ReportFormat
from app.tables.types import TableFormat
from app.web.tables import MEDIA_TYPES

TRIES = 3  # of the same report, when nobody knows why it fails
ZIP = "application/zip"
SLIDES = "application/vnd.openxmlformats-officedocument.presentationml.presentation"

log = logging.getLogger(__name__)


def build_report(session: Session, task: Task) -> None:
    """Build a report, or say why not. A second time, or after a lost worker, it begins from nothing."""
    order = begin_building(session, SYSTEM, int(task.payload["report_id"]))
    if order is None:
        return
    try:
        _build(session, order)
    except (NotFound, Forbidden):
        fail_report(session, SYSTEM, order, ReportFailure.NO_ACCESS)
    except NoRoom:
        fail_report(session, SYSTEM, order, ReportFailure.NO_ROOM)
    except ImportError as error:
        log.error("a report lacks a library: %s", describe(error))
        fail_report(session, SYSTEM, order, ReportFailure.LIBRARY_MISSING)
    except Exception as error:
        if task.attempt < TRIES:
            raise
        fail_report(session, SYSTEM, order, ReportFailure.BROKEN)
        raise Hopeless from error


def forget_old_reports(session: Session, due_at: datetime) -> None:
    """Delete the reports that are a week old."""
    forget_expired_reports(session, SYSTEM, due_at)


def ask_for_scheduled(session: Session, due_at: datetime) -> None:
    """Ask for the reports that are built by themselves and due."""
    ask_scheduled_reports(session, SYSTEM, due_at)


def _build(session: Session, order: BuildOrder) -> None:
    """Read the content once, with the rights its asker has today, and write each file of it."""
    asker = readers_of(session, SYSTEM, [order.person_id]).get(order.person_id)
    if asker is None:
        raise NotFound
    spoken = interface_language(order.place.locale, current_app.extensions["settings"].locales)
    content = read_report(session, replace(asker.actor, locale=order.place.locale), order.place)
    note_quoted(session, SYSTEM, order, [row.id for row in content.results.quotes])
    with language_of(spoken):
        document = report_document(content)
        for kind in order.formats:
            made = WRITERS[kind](document)
            if not keep_file(session, SYSTEM, current_app.extensions["storage"], order, made):
                return


def _xlsx(document: ReportDocument) -> MadeFile:
    return MadeFile(ReportFormat.XLSX, workbook(document), MEDIA_TYPES[TableFormat.XLSX])


def _csv(document: ReportDocument) -> MadeFile:
    return MadeFile(ReportFormat.CSV, csv_archive(document), ZIP)


def _json(document: ReportDocument) -> MadeFile:
    return MadeFile(ReportFormat.JSON, json_archive(document), ZIP)


def _pptx(document: ReportDocument) -> MadeFile:
    from app.reports.presenters.slides import presentation

    return MadeFile(ReportFormat.PPTX, presentation(document), SLIDES)


def _pdf(document: ReportDocument) -> MadeFile:
    written = pdf_of(document)
    return MadeFile(ReportFormat.PDF, written.content, "application/pdf", written.lacks_letters)


WRITERS: Mapping[ReportFormat, Callable[[ReportDocument], MadeFile]] = {
    ReportFormat.XLSX: _xlsx,
    ReportFormat.CSV: _csv,
    ReportFormat.JSON: _json,
    ReportFormat.PPTX: _pptx,
    ReportFormat.PDF: _pdf,
}
