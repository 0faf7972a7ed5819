"""A report as one sheet after the other: the same for the page that is printed and for the PDF."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from app.i18n import formats
from app.reports.presenters.document import ReportDocument, ReportTable
from app.tables.types import Cell, ColumnKind
from app.web.parts import Passage

NO_VALUE = "—"
BAR_STEPS = 40  # each has a class in ui/static/report.css: nothing is styled inside a page


@dataclass(frozen=True, slots=True)
class PaperCell:
    """One cell in words; ``bar``: how long its bar is, in steps of which ``BAR_STEPS`` are the longest."""

    words: Passage
    is_number: bool
    bar: int | None = None


@dataclass(frozen=True, slots=True)
class PaperTable:
    """A table in words."""

    title: str
    sentence: str
    headings: tuple[tuple[str, bool], ...]  # with whether numbers stand under it
    rows: tuple[tuple[PaperCell, ...], ...]


@dataclass(frozen=True, slots=True)
class PaperQuestion:
    """A question with what all answers say."""

    prompt: Passage
    is_heading: bool
    sentences: tuple[str, ...]
    tables: tuple[PaperTable, ...]
    words: tuple[Passage, ...]


@dataclass(frozen=True, slots=True)
class PaperWave:
    """A questionnaire."""

    title: Passage
    sentences: tuple[str, ...]
    questions: tuple[PaperQuestion, ...]


@dataclass(frozen=True, slots=True)
class PaperSection:
    """A part of the report with its heading."""

    title: str
    tables: tuple[PaperTable, ...]
    words: Passage | None = None


@dataclass(frozen=True, slots=True)
class Paper:
    """A whole report in words."""

    locale: str
    direction: str
    title: Passage
    pitch: Passage
    scope: str
    facts: tuple[tuple[str, str], ...]
    summary: tuple[str, ...]
    figures: tuple[PaperTable, ...]
    waves: tuple[PaperWave, ...]
    sections: tuple[PaperSection, ...]
    method: tuple[str, ...]


def paper_of(document: ReportDocument) -> Paper:
    """Write the sheets of a report."""
    locale = document.locale
    outcome = (document.decisions, document.actions)
    sections = [PaperSection(table.title, (paper_table(table, locale),)) for table in outcome]
    sections.append(
        PaperSection(document.results.title, (paper_table(document.results, locale),), document.results_intro)
    )
    return Paper(
        locale=locale,
        direction="rtl" if document.is_rtl else "ltr",
        title=document.title,
        pitch=document.pitch,
        scope=document.scope,
        facts=document.facts,
        summary=document.summary,
        figures=tuple(paper_table(table, locale) for table in document.overview),
        waves=tuple(
            PaperWave(
                wave.title,
                wave.sentences,
                tuple(
                    PaperQuestion(
                        one.prompt,
                        one.is_heading,
                        one.sentences,
                        tuple(paper_table(table, locale) for table in one.tables),
                        one.words,
                    )
                    for one in wave.questions
                ),
            )
            for wave in document.waves
        ),
        sections=tuple(sections),
        method=document.method,
    )


def paper_table(table: ReportTable, locale: str) -> PaperTable:
    """Write a table in words, without the columns that say nothing: paper is narrow."""
    places = [place for place, one in enumerate(table.columns) if one.on_paper]
    used = [place for place in places if not _is_empty(table, place)] if table.rows else places
    charted = table.place_of(table.charted[1]) if table.charted else -1
    longest = max((value for _label, value in table.pairs()), default=0) or 1
    headings = tuple(
        (table.columns[place].column.heading, table.columns[place].column.kind is ColumnKind.NUMBER) for place in used
    )

    def cell(value: Cell | Passage, place: int) -> PaperCell:
        is_number = table.columns[place].column.kind is ColumnKind.NUMBER
        bar = None
        if place == charted and isinstance(value, int | float):
            bar = round(BAR_STEPS * value / longest)
        return PaperCell(_words(value, locale), is_number, bar)

    rows = tuple(tuple(cell(row[place], place) for place in used) for row in table.rows)
    return PaperTable(table.title, table.sentence, headings, rows)


def _is_empty(table: ReportTable, place: int) -> bool:
    """Tell whether a column says nothing: paper is narrow."""
    return all(row[place] in {None, ""} for row in table.rows if not isinstance(row[place], Passage)) and not any(
        isinstance(row[place], Passage) for row in table.rows
    )


def _words(value: Cell | Passage, locale: str) -> Passage:
    if isinstance(value, Passage):
        return value
    if value is None or value == "":
        return Passage(NO_VALUE)
    if isinstance(value, datetime):
        return Passage(formats.wall_moment(locale, value))
    if isinstance(value, date):
        return Passage(formats.short_day(locale, value))
    if isinstance(value, str):
        return Passage(value, dir="auto")
    return Passage(formats.number(locale, value) if isinstance(value, int) else formats.decimal(locale, value))
