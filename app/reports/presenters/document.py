"""A report ready to be written: titles, sentences and tables that every format prints."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from app.charts.plots import Dots
from app.i18n import formats
from app.tables.types import Cell, Column, Table
from app.web.parts import Passage, Tile


@dataclass(frozen=True, slots=True)
class ReportColumn:
    """A column with the name it has in data files, which no language changes; some are for data files only."""

    key: str
    column: Column
    on_paper: bool = True


@dataclass(frozen=True, slots=True)
class ReportTable:
    """One table: a sheet, a file, an object of the data, a table on paper."""

    key: str
    title: str
    columns: tuple[ReportColumn, ...]
    rows: Sequence[Sequence[Cell | Passage]]
    sentence: str = ""  # what it says, or why it is empty
    charted: tuple[str, str] | None = None  # columns of the labels and of the values, where bars show it

    def plain(self) -> Table:
        """Return what office programs take."""
        columns = tuple(one.column for one in self.columns)
        return Table(self.title, columns, [tuple(plain_cell(cell) for cell in row) for row in self.rows])

    def place_of(self, key: str) -> int:
        """Return which column has that name."""
        return [one.key for one in self.columns].index(key)

    def pairs(self, locale: str) -> list[tuple[str, float]]:
        """Return what bars show: each label as it is read, with its value, which may be 0."""
        if self.charted is None:
            return []
        label, value = (self.place_of(key) for key in self.charted)
        found = ((plain_cell(row[label]), plain_cell(row[value])) for row in self.rows)
        return [
            (formats.short_day(locale, name) if isinstance(name, date) else str(name), float(number))
            for name, number in found
            if isinstance(number, int | float)
        ]


def plain_cell(cell: Cell | Passage) -> Cell:
    """Return a cell without the language of its words."""
    return cell.body if isinstance(cell, Passage) else cell


@dataclass(frozen=True, slots=True)
class ReportQuestion:
    """A question with what all answers say."""

    prompt: Passage
    is_heading: bool
    sentences: tuple[str, ...]  # who answered, the score and its range, the change, why something is not shown
    tables: tuple[ReportTable, ...]
    words: tuple[Passage, ...]
    score: Dots | None = None  # the score with its range, on the scale it can reach


@dataclass(frozen=True, slots=True)
class ReportWave:
    """A questionnaire, as it was asked once."""

    title: Passage
    sentences: tuple[str, ...]
    questions: tuple[ReportQuestion, ...]


@dataclass(frozen=True, slots=True)
class ReportDocument:
    """A whole report in one language."""

    locale: str
    is_rtl: bool
    title: Passage
    pitch: Passage
    scope: str
    day: str  # on which it was read
    facts: tuple[tuple[str, str], ...]  # of the cover: label and value
    summary: tuple[str, ...]  # what it says, in sentences
    tiles: tuple[Tile, ...]
    overview: tuple[ReportTable, ...]  # figures, by entity, kind, week, language, theme
    waves: tuple[ReportWave, ...]
    answers: tuple[ReportTable, ...]  # the same, for data files
    decisions: ReportTable
    actions: ReportTable
    results_intro: Passage | None
    results: ReportTable
    quotes: ReportTable  # of that page; paper and slides leave it out where it has no rows
    method: tuple[str, ...]
    dictionary: ReportTable

    @property
    def tables(self) -> tuple[ReportTable, ...]:
        """Every table of the data files, the dictionary last."""
        outcome = (self.decisions, self.actions, self.results, self.quotes)
        return (*self.overview, *self.answers, *outcome, self.dictionary)
