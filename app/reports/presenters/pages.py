"""The list of reports, ready to print, and the names of their files."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from app.i18n import formats
from app.reports.queries.lists import ReportRow, ScheduleRow
from app.reports.types import UNDER_WAY, ReportFailure, ReportFormat, ReportState, Rhythm
from app.texts.queries import EMPTY, ReadText
from app.web.parts import Passage, Row, read_passage
from app.web.pdf import can_write_pdf

NAME_MAX_CHARS = 100
_NOT_IN_NAMES = re.compile(r'[\\/:*?"<>|%]')
KILOBYTE = 1024


def format_labels() -> dict[ReportFormat, str]:
    """Return the name of each format."""
    return {
        ReportFormat.XLSX: _("Workbook (XLSX)"),
        ReportFormat.CSV: _("Tables (CSV, in one archive)"),
        ReportFormat.PPTX: _("Slides (PPTX)"),
        ReportFormat.PDF: _("Document (PDF)"),
        ReportFormat.JSON: _("Data for programs (JSON with its schema, in one archive)"),
    }


def offered_formats() -> dict[ReportFormat, str]:
    """Return the formats that can be written here."""
    return {kind: label for kind, label in format_labels().items() if kind is not ReportFormat.PDF or can_write_pdf()}


def failure_sentences() -> dict[ReportFailure, str]:
    """Return why there is no report, and what to do."""
    return {
        ReportFailure.NO_ROOM: _(
            "The report could not be stored: there is no room left. The administrators of this site can make some; "
            "then please ask for it again."
        ),
        ReportFailure.LIBRARY_MISSING: _(
            "This site lacks a library that one of the formats needs. Please ask for the other formats, or print the "
            "page."
        ),
        ReportFailure.NO_ACCESS: _("You are no longer allowed to have a report of this."),
        ReportFailure.TAKEN_BACK: _(
            "Something in this report has been taken back since, so it can no longer be downloaded. Please ask for it "
            "again."
        ),
        ReportFailure.BROKEN: _(
            "The report could not be built. Please ask for it again; if that does not help, tell the administrators of "
            "this site."
        ),
    }


@dataclass(frozen=True, slots=True)
class FileLink:
    """One file to download."""

    label: str
    url: str
    size: str
    note: str


@dataclass(frozen=True, slots=True)
class ReportCard:
    """One report of the list; ``total`` is 0 once nothing moves any more."""

    title: Passage
    scope: str
    language: str
    asked: str
    state: str
    done: int
    total: int
    files: tuple[FileLink, ...]
    until: str


def report_cards(rows: Iterable[ReportRow], texts: Mapping[int, ReadText], locale: str) -> list[ReportCard]:
    """Return the reports somebody asked for."""
    return [_card(row, texts, locale) for row in rows]


def rhythm_labels() -> dict[Rhythm, str]:
    """Say how often a report is built by itself."""
    return {Rhythm.WEEKLY: _("Every Monday"), Rhythm.MONTHLY: _("On the first of every month")}


@dataclass(frozen=True, slots=True)
class ScheduleLine:
    """A report that is built by itself, and how it is stopped."""

    row: Row
    stop_url: str


def schedule_lines(rows: Iterable[ScheduleRow], texts: Mapping[int, ReadText], locale: str) -> tuple[ScheduleLine, ...]:
    """Return what is built by itself, ready to print."""
    often = rhythm_labels()
    return tuple(
        ScheduleLine(
            Row(
                read_passage(texts.get(row.title_text_id, EMPTY)),
                "",
                (
                    Passage(row.entity_name or _("The whole campaign")),
                    Passage(formats.language_name(locale, row.locale)),
                    Passage(often[row.rhythm]),
                    Passage(_("Next on %(day)s", day=formats.day(locale, row.next_on))),
                ),
            ),
            url_for("reports.stop", schedule_id=row.id),
        )
        for row in rows
    )


def is_under_way(rows: Iterable[ReportRow]) -> bool:
    """Tell whether one of them is not there yet."""
    return any(row.state in UNDER_WAY for row in rows)


def _card(row: ReportRow, texts: Mapping[int, ReadText], locale: str) -> ReportCard:
    labels = format_labels()
    files = [
        FileLink(
            labels[kind],
            url_for("reports.file", asked_id=row.id, kind=kind.value),
            _size(size, locale),
            _("Letters of a script that has no font on this site are missing in it.") if lacks_letters else "",
        )
        for kind, size, lacks_letters in row.files
    ]
    return ReportCard(
        title=read_passage(texts.get(row.title_text_id, EMPTY)),
        scope=row.entity_name or _("The whole campaign"),
        language=formats.language_name(locale, row.locale),
        asked=_("Asked for on %(day)s", day=formats.day(locale, row.asked_at.date())),
        state=_state(row, locale),
        done=row.done,
        total=len(row.formats) if row.state in UNDER_WAY else 0,
        files=tuple(files) if row.state is ReportState.READY else (),
        until=_("Can be downloaded until %(day)s.", day=formats.day(locale, row.expires_at.date())),
    )


def _state(row: ReportRow, locale: str) -> str:
    if row.state is ReportState.WAITING:
        return str(_("Waiting to be built"))
    if row.state is ReportState.BUILDING:
        total = len(row.formats)
        return str(
            ngettext(
                "Being built: %(done)s\u00a0of %(count)s\u00a0file ready",
                "Being built: %(done)s\u00a0of %(count)s\u00a0files ready",
                total,
                done=formats.number(locale, row.done),
                count=formats.number(locale, total),
            )
        )
    if row.state is ReportState.FAILED:
        return failure_sentences()[row.failure or ReportFailure.BROKEN]
    return str(_("Ready"))


def _size(size: int, locale: str) -> str:
    return str(_("%(count)s\u00a0KB", count=formats.number(locale, max(1, round(size / KILOBYTE)))))


def file_name(title: str, scope: str, day: date, kind: ReportFormat) -> str:
    """Return a name that every system takes, whatever the campaign is called."""
    end = {ReportFormat.CSV: "csv.zip", ReportFormat.JSON: "json.zip"}.get(kind, kind.value)
    words = " - ".join(filter(None, (title, scope, day.isoformat())))
    plain = "".join(" " if unicodedata.category(letter)[0] in "CZ" else letter for letter in words)
    clean = " ".join(_NOT_IN_NAMES.sub(" ", plain).split()).strip(". ")
    return f"{clean[:NAME_MAX_CHARS].strip('. ') or 'report'}.{end}"
