"""Read a list of colleagues as people have it: pasted, CSV or XLSX, in the encodings that spreadsheets write.

Nothing here knows who has an account: it finds lines, columns, addresses and names.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from app.core.wording import normalise
from app.tables.read import Limits, read_table
from app.tables.types import TableFault, TableRefused

LINES_MAX = 1000
FILE_MAX_BYTES = 2 * 1024 * 1024
COLUMNS_MAX = 20
CELL_MAX_CHARS = 320
NONE = -1  # no such column

# Blank lines are none, but not without end.
_LIMITS = Limits(size=FILE_MAX_BYTES, lines=4 * LINES_MAX, sampled=20)
_NAME_WORDS = ("name", "nom", "اسم")
_GIVEN_WORDS = ("vorname", "prénom", "prenom", "first", "given", "próprio", "الأول")
_FAMILY_WORDS = ("surname", "last", "family", "nachname", "famille", "apelido", "اللقب", "العائلة")


@dataclass(frozen=True, slots=True)
class PastedList:
    """A list as it was read: the number of each line that holds something, with its cells."""

    rows: tuple[tuple[int, tuple[str, ...]], ...]

    @property
    def width(self) -> int:
        """How many columns there are."""
        return max((len(cells) for _, cells in self.rows), default=0)

    @property
    def as_text(self) -> str:
        """The list written with tabs, each line where it stood: reading it again gives the same."""
        lines: list[str] = []
        for number, cells in self.rows:
            lines += [""] * (number - 1 - len(lines))
            lines.append("\t".join(cells))
        return "\n".join(lines)


@dataclass(frozen=True, slots=True)
class Columns:
    """Which column holds what, from 0; ``NONE``: no column does."""

    email: int
    name: int = NONE
    family_name: int = NONE
    has_header: bool = False


@dataclass(frozen=True, slots=True)
class ListLine:
    """One colleague of a list, as written there."""

    number: int
    address: str
    name: str


def read_list(content: bytes | str) -> PastedList:
    """Return the lines of a list.

    :raises TableRefused: more than ``LINES_MAX`` lines or a file that is too large, no text and no spreadsheet, nothing
    """
    rows = [row for number, cells in read_table(content, _LIMITS) for row in _rows_of(number, cells)]
    if len(rows) > LINES_MAX + 1:  # one may be the header
        raise TableRefused(TableFault.TOO_LONG)
    if not rows:
        raise TableRefused(TableFault.EMPTY)
    return PastedList(tuple(rows))


def _rows_of(number: int, raw: Sequence[str]) -> list[tuple[int, tuple[str, ...]]]:
    """Return one line as a row, or as several when each cell is an address: people paste what a mail was sent to."""
    cells = [" ".join(cell.split())[:CELL_MAX_CHARS] for cell in raw[:COLUMNS_MAX]]
    if sum("@" in cell for cell in raw) > 1:
        return [(number, (" ".join(cell.split())[:CELL_MAX_CHARS],)) for cell in raw if cell.strip()]
    while cells and not cells[-1]:
        cells.pop()
    return [(number, tuple(cells))] if cells else []


def columns_of(table: PastedList) -> Columns:
    """Return which column holds addresses and which names, and whether the first line names them."""
    counts = [sum("@" in _cell(cells, column) for _, cells in table.rows) for column in range(table.width)]
    email = counts.index(max(counts))
    first = table.rows[0][1]
    has_header = "@" not in _cell(first, email) and len(table.rows) > 1 and counts[email] > 0
    heads = [cell.casefold() for cell in first] if has_header else []
    others = [column for column in range(table.width) if column != email]
    family = _speaks_of(heads, others, _FAMILY_WORDS)
    given = _speaks_of(heads, [one for one in others if one != family], _GIVEN_WORDS)
    whole = _speaks_of(heads, [one for one in others if one not in {family, given}], _NAME_WORDS)
    if given == NONE:
        given, whole = whole, NONE
    if family == NONE:
        family = whole
    if given == NONE:
        given, family = family, NONE
    if given == NONE and not heads:
        given = next((one for one in others if _holds_names(table, one)), NONE)
    return Columns(email, given, family, has_header)


def colleagues_in(table: PastedList, columns: Columns) -> list[ListLine]:
    """Return the colleagues of a list; an address may be written ``Name <address>``.

    :raises TableRefused: more than ``LINES_MAX``
    """
    rows = table.rows[1:] if columns.has_header else table.rows
    if len(rows) > LINES_MAX:
        raise TableRefused(TableFault.TOO_LONG)
    lines = []
    for number, cells in rows:
        written, name = _cell(cells, columns.email), _name_in(cells, columns)
        before, opens, inside = written.rpartition("<")
        if opens and inside.endswith(">"):
            written, name = inside[:-1], name or before.strip(" \"'")
        lines.append(ListLine(number, written.strip(), name))
    return lines


def _name_in(cells: Sequence[str], columns: Columns) -> str:
    parts = (_cell(cells, columns.name), _cell(cells, columns.family_name))
    return " ".join(normalise(" ".join(parts)).split())


def _cell(cells: Sequence[str], column: int) -> str:
    return cells[column] if 0 <= column < len(cells) else ""


def _speaks_of(heads: Sequence[str], columns: Iterable[int], words: Iterable[str]) -> int:
    """Return the first of the columns whose head has one of the words."""
    named = [one for one in columns if one < len(heads) and any(word in heads[one] for word in words)]
    return named[0] if named else NONE


def _holds_names(table: PastedList, column: int) -> bool:
    """Tell whether most cells of a column look like a name: letters, and no figure."""
    cells = [cells[column] for _, cells in table.rows if column < len(cells)]
    names = [cell for cell in cells if any(map(str.isalpha, cell)) and not any(map(str.isdigit, cell))]
    return len(names) * 2 > len(table.rows)
