"""Read a list of colleagues as people have it: pasted, CSV or XLSX, in the encodings that spreadsheets write.

Nothing here knows who has an account: it finds lines, columns, addresses and names.
"""

from __future__ import annotations

import codecs
import csv
import io
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from app.core.wording import normalise
from app.recruiting.types import ListFault

LINES_MAX = 1000
FILE_MAX_BYTES = 2 * 1024 * 1024
UNPACKED_MAX_BYTES = 30 * 1024 * 1024  # of a spreadsheet, which is a zip
COLUMNS_MAX = 20
CELL_MAX_CHARS = 320
NONE = -1  # no such column

_SEPARATORS = "\t;,"
_NAMED_ROWS = 20  # that tell which separator it is
_ZIP, _OLD_EXCEL = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_NAME_WORDS = ("name", "nom", "اسم")
_GIVEN_WORDS = ("vorname", "prénom", "prenom", "first", "given", "próprio", "الأول")
_FAMILY_WORDS = ("surname", "last", "family", "nachname", "famille", "apelido", "اللقب", "العائلة")


class ListRefused(Exception):
    """A list cannot be read at all."""

    def __init__(self, fault: ListFault) -> None:
        super().__init__(fault.value)
        self.fault = fault


@dataclass(frozen=True, slots=True)
class Table:
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


def read_list(content: bytes | str) -> Table:
    """Return the lines of a list.

    :raises ListRefused: more than ``LINES_MAX`` lines or a file that is too large, no text and no spreadsheet, nothing
    """
    if len(content) > FILE_MAX_BYTES:
        raise ListRefused(ListFault.TOO_LONG)
    if isinstance(content, bytes) and content.startswith(_ZIP):
        rows = _read_spreadsheet(content)
    else:
        rows = _read_text(decode_list(content) if isinstance(content, bytes) else content)
    if len(rows) > LINES_MAX + 1:  # one may be the header
        raise ListRefused(ListFault.TOO_LONG)
    if not rows:
        raise ListRefused(ListFault.EMPTY)
    return Table(tuple(rows))


def decode_list(data: bytes) -> str:
    """Return the text of a file: by its mark, else UTF-16 by its zeros, UTF-8 when it is, else Windows-1252 or Latin-1.

    :raises ListRefused: it is no text
    """
    if data.startswith(_OLD_EXCEL):
        raise ListRefused(ListFault.UNREADABLE)
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        wanted = ["utf-16"]
    elif b"\0" in data:
        wanted = ["utf-16-le" if data[1::2].count(0) >= data[::2].count(0) else "utf-16-be"]
    else:
        wanted = ["utf-8-sig", "cp1252", "latin-1"]
    for encoding in wanted:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise ListRefused(ListFault.UNREADABLE)


def _read_text(text: str) -> list[tuple[int, tuple[str, ...]]]:
    text = text.removeprefix("\ufeff")
    if text.count("\n") + text.count("\r") > 4 * LINES_MAX:  # blank lines are none, but not without end
        raise ListRefused(ListFault.TOO_LONG)
    lines = text.splitlines()
    reader = csv.reader(lines, delimiter=_separator_of(lines))
    rows = []
    try:
        for cells in reader:
            rows += _rows_of(reader.line_num, cells)
    except csv.Error as error:
        raise ListRefused(ListFault.UNREADABLE) from error
    return rows


def _separator_of(lines: Sequence[str]) -> str:
    """Return what stands between the columns: the separator that most of the first lines hold."""
    first = [line for line in lines if line.strip()][:_NAMED_ROWS]
    return max(_SEPARATORS, key=lambda sign: sum(sign in line for line in first))


def _read_spreadsheet(content: bytes) -> list[tuple[int, tuple[str, ...]]]:
    from python_calamine import CalamineError, CalamineWorkbook  # noqa: PLC0415 - only who uploads a spreadsheet needs it

    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            size = sum(each.file_size for each in packed.infolist())
        if size > UNPACKED_MAX_BYTES:
            raise ListRefused(ListFault.TOO_LONG)
        sheet = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0)
        if sheet.total_height > 4 * LINES_MAX:
            raise ListRefused(ListFault.TOO_LONG)
        table = sheet.to_python(skip_empty_area=False)
    except (CalamineError, zipfile.BadZipFile, ValueError, IndexError, NotImplementedError) as error:
        raise ListRefused(ListFault.UNREADABLE) from error
    rows = []
    for number, cells in enumerate(table, 1):
        rows += _rows_of(number, [str(cell) for cell in cells])
    return rows


def _rows_of(number: int, raw: Sequence[str]) -> list[tuple[int, tuple[str, ...]]]:
    """Return one line as a row, or as several when each cell is an address: people paste what a mail was sent to."""
    cells = [" ".join(cell.split())[:CELL_MAX_CHARS] for cell in raw[:COLUMNS_MAX]]
    if sum("@" in cell for cell in raw) > 1:
        return [(number, (" ".join(cell.split())[:CELL_MAX_CHARS],)) for cell in raw if cell.strip()]
    while cells and not cells[-1]:
        cells.pop()
    return [(number, tuple(cells))] if cells else []


def columns_of(table: Table) -> Columns:
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


def colleagues_in(table: Table, columns: Columns) -> list[ListLine]:
    """Return the colleagues of a list; an address may be written ``Name <address>``.

    :raises ListRefused: more than ``LINES_MAX``
    """
    rows = table.rows[1:] if columns.has_header else table.rows
    if len(rows) > LINES_MAX:
        raise ListRefused(ListFault.TOO_LONG)
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


def _holds_names(table: Table, column: int) -> bool:
    """Tell whether most cells of a column look like a name: letters, and no figure."""
    cells = [cells[column] for _, cells in table.rows if column < len(cells)]
    names = [cell for cell in cells if any(map(str.isalpha, cell)) and not any(map(str.isdigit, cell))]
    return len(names) * 2 > len(table.rows)
