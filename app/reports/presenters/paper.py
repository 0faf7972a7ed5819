"""A report as one sheet after the other: the same for the page that is printed and for the PDF."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime

from app.charts.bars import Bar, Bars
from app.charts.plots import Dots
from app.charts.types import Track
from app.i18n import formats
from app.i18n.locale import direction_of_words
from app.reports.presenters.document import ReportDocument, ReportTable, plain_cell
from app.tables.types import Cell, ColumnKind
from app.web.parts import Passage, Tile

NO_VALUE = "—"
TILES = 4  # of the first page: closure, then how many contributions
BARS_WITH_COLUMNS = 4  # at most: a wider table has its bars above it


@dataclass(frozen=True, slots=True)
class PaperCell:
    """One cell in words; ``track``: what is drawn beside it."""

    words: Passage
    is_number: bool
    track: Track | None = None


@dataclass(frozen=True, slots=True)
class PaperTable:
    """A table in words."""

    title: str
    sentence: str
    headings: tuple[tuple[str, bool], ...]  # with whether numbers stand under it
    rows: tuple[tuple[PaperCell, ...], ...]
    drawn: int = -1  # the column with a drawing beside each number; -1: none


@dataclass(frozen=True, slots=True)
class PaperQuestion:
    """A question with what all answers say."""

    prompt: Passage
    is_heading: bool
    sentences: tuple[str, ...]
    score: Dots | None
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
    day: str
    summary: tuple[str, ...]
    tiles: tuple[Tile, ...]
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
    if document.quotes.rows:
        sections.append(PaperSection(document.quotes.title, (paper_table(document.quotes, locale),)))
    return Paper(
        locale=locale,
        direction="rtl" if document.is_rtl else "ltr",
        title=document.title,
        pitch=document.pitch,
        scope=document.scope,
        facts=document.facts,
        day=document.day,
        summary=document.summary,
        tiles=document.tiles[:TILES],
        figures=tuple(part for table in document.overview for part in paper_tables(table, locale)),
        waves=tuple(
            PaperWave(
                wave.title,
                wave.sentences,
                tuple(
                    PaperQuestion(
                        one.prompt,
                        one.is_heading,
                        one.sentences,
                        one.score,
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


def paper_tables(table: ReportTable, locale: str) -> tuple[PaperTable, ...]:
    """Write a table in words; one with many columns has its bars above it."""
    whole = paper_table(table, locale)
    if not table.charted or not table.rows or len(whole.headings) <= BARS_WITH_COLUMNS:
        return (whole,)
    columns = tuple(table.columns[table.place_of(key)] for key in table.charted)
    rows = [[row[table.place_of(one.key)] for one in columns] for row in table.rows]
    return (paper_table(replace(table, columns=columns, rows=rows), locale), replace(whole, title="", sentence=""))


def paper_table(table: ReportTable, locale: str) -> PaperTable:
    """Write a table in words, without the columns that say nothing: paper is narrow."""
    places = [place for place, one in enumerate(table.columns) if one.on_paper]
    used = [place for place in places if not _is_empty(table, place)] if table.rows else places
    columns = tuple(table.columns[place].column for place in used)
    headings = tuple((each.heading, each.kind is ColumnKind.NUMBER) for each in columns)
    drawn = used.index(table.place_of(table.charted[1])) if table.charted else -1
    if len(used) > BARS_WITH_COLUMNS:
        drawn = -1
    tracks = _tracks(table, headings) if drawn >= 0 else ()

    def cells(line: int) -> Iterator[PaperCell]:
        for at, (place, (_heading, is_number)) in enumerate(zip(used, headings, strict=True)):
            words = _words(table.rows[line][place], locale)
            yield PaperCell(words, is_number, tracks[line] if at == drawn else None)

    rows = tuple(tuple(cells(line)) for line in range(len(table.rows)))
    return PaperTable(table.title, table.sentence, headings, rows, drawn)


def _tracks(table: ReportTable, headings: tuple[tuple[str, bool], ...]) -> tuple[Track, ...]:
    """Return the bars of a table; a line without a number has an empty one."""
    label, value = (table.place_of(key) for key in table.charted or ())
    numbers = [row[value] for row in table.rows]
    longest = max((each for each in numbers if isinstance(each, int | float)), default=0) or 1
    bars = tuple(
        Bar(str(plain_cell(row[label])), "", each / longest if isinstance(each, int | float) else 0)
        for row, each in zip(table.rows, numbers, strict=True)
    )
    first, last = headings[0][0], headings[-1][0]
    return Bars(id=table.key, title=table.title, label_heading=first, value_heading=last, rows=bars).tracks


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
        return Passage(value, dir=direction_of_words(value))
    return Passage(formats.number(locale, value) if isinstance(value, int) else formats.decimal(locale, value))
