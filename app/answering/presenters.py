"""The list of what has no answer, ready to write; the lines of a filled one, ready to print."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext, pgettext

from app.answering.queries import CheckedLine, UnansweredRow
from app.answering.types import LineFate, ListColumn
from app.core import idents
from app.core.wording import clip
from app.i18n import formats
from app.i18n.locale import language_of
from app.tables.types import Column, ColumnKind, Table
from app.web.parts import Passage, Row, passage_of

ANSWER_SHOWN_CHARS = 300


@dataclass(frozen=True, slots=True)
class LinesPage:
    """What publishing a file would do."""

    rows: tuple[Row, ...]
    summary: str
    count: int  # new answers


def column_headings() -> dict[ListColumn, str]:
    """Return what the columns of a list are called, in the reader's language."""
    return {
        ListColumn.NUMBER: _("Number of the contribution"),
        ListColumn.TITLE: _("Title"),
        ListColumn.TEXT: _("Text"),
        ListColumn.LANGUAGE: _("Language"),
        ListColumn.READY: _("Ready answer"),
        ListColumn.ANSWER: pgettext("column", "Answer"),
    }


def column_names(locales: Iterable[str]) -> dict[ListColumn, set[str]]:
    """Return every name a column may have: its heading in each language, now or before, and that in the code."""
    names = {column: {column.name} for column in ListColumn}
    for locale in locales:
        with language_of(locale):
            for column, heading in column_headings().items():
                names[column].add(heading)
            names[ListColumn.ANSWER].add(_("Answer"))  # as lists of before are headed
    return names


def unanswered_table(rows: Iterable[UnansweredRow]) -> Table:
    """Return the list of what has no answer, with empty columns for the answers."""
    long = {ListColumn.TEXT, ListColumn.ANSWER}
    return Table(
        _("Answers"),
        tuple(
            Column(heading, ColumnKind.LONG_TEXT if column in long else ColumnKind.TEXT)
            for column, heading in column_headings().items()
        ),
        [(idents.encode(row.id), row.title, row.body, row.language, "", "") for row in rows],
    )


def line_fate_labels() -> dict[LineFate, str]:
    """Return what becomes of a line, in words."""
    return {
        LineFate.NEW: _("Will be published"),
        LineFate.EMPTY: _("No answer written"),
        LineFate.SAME: _("Published already"),
        LineFate.ANSWERED: _("A colleague has answered in the meantime"),
        LineFate.UNKNOWN: _("Not a contribution you can answer in this campaign"),
        LineFate.TWICE: _("Answered by an earlier line"),
        LineFate.TOO_LONG: _("Too long"),
        LineFate.UNREADABLE: _("Holds characters that cannot be read"),
        LineFate.NO_SUCH_READY: _("There is no ready answer of this name for it"),
    }


def lines_page(lines: Iterable[CheckedLine], locale: str) -> LinesPage:
    """Return the lines in their order, numbered as a spreadsheet numbers them."""
    labels, rows, count = line_fate_labels(), [], 0
    for number, line in enumerate(lines, start=2):  # the first line is the heading
        count += line.fate is LineFate.NEW
        name = _("Line %(number)s", number=formats.number(locale, number))
        url = url_for("feedback.feedback", feedback_id=line.feedback_id) if line.feedback_id else ""
        said = Passage(clip(line.answer, ANSWER_SHOWN_CHARS)[0], dir="auto")
        rows.append(
            Row(
                title=passage_of(line.title, line.language) if line.title else Passage(name),
                url=url,
                details=tuple(part for part in (Passage(name), said) if part.body),
                status=labels[line.fate],
                tone="good" if line.fate is LineFate.NEW else "",
            )
        )
    return LinesPage(tuple(rows), answers_label(count, locale), count)


def answers_label(count: int, locale: str) -> str:
    """Say how many answers a file would publish."""
    return ngettext(
        "%(shown)s\N{NO-BREAK SPACE}new answer", "%(shown)s\N{NO-BREAK SPACE}new answers", count,
        shown=formats.number(locale, count),
    )  # fmt: skip
