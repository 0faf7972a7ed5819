"""A table and its columns; the kinds of file; why a file cannot be read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum, StrEnum, auto

Cell = str | int | float | date | datetime | None


class TableFormat(StrEnum):
    """The kinds of file a table is written as; the value is also the end of its name."""

    CSV = "csv"
    XLSX = "xlsx"


class ColumnKind(Enum):
    """What the cells of a column are."""

    TEXT = auto()
    LONG_TEXT = auto()  # sentences: a wide column, with its line breaks
    NUMBER = auto()
    DAY = auto()
    MOMENT = auto()  # on the clock of the reader, without a zone: no spreadsheet knows zones


@dataclass(frozen=True, slots=True)
class Column:
    """A column, with its heading in the reader's language and what it holds, if the heading does not say it."""

    heading: str
    kind: ColumnKind = ColumnKind.TEXT
    note: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """A table to write. Each row has a cell for each column, of its kind or ``None``."""

    name: str
    columns: tuple[Column, ...]
    rows: Sequence[Sequence[Cell]]

    @property
    def headings(self) -> tuple[str, ...]:
        """Return what stands above the columns."""
        return tuple(column.heading for column in self.columns)


class TableFault(StrEnum):
    """Why a file cannot be read as a table."""

    TOO_LONG = "too_long"
    UNREADABLE = "unreadable"
    EMPTY = "empty"


class TableRefused(Exception):
    """A file cannot be read as a table."""

    def __init__(self, fault: TableFault) -> None:
        super().__init__(fault.value)
        self.fault = fault
