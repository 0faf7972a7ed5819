"""Read a table as people have it: pasted, CSV or a spreadsheet, in the encodings that office programs write."""

from __future__ import annotations

import codecs
import csv
import io
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from app.tables.types import TableFault, TableRefused

UNPACKED_MAX_BYTES = 30 * 1024 * 1024  # of a spreadsheet, which is a zip
SEPARATORS = "\t;,"
_ZIP, _OLD_EXCEL = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"

NumberedRow = tuple[int, list[str]]  # the number of a line as the program shows it, and its cells


@dataclass(frozen=True, slots=True)
class Limits:
    """How much is read."""

    size: int  # bytes of a file, characters of a text
    lines: int  # with those that are empty
    sampled: int = 1  # first lines that tell which sign stands between the columns; 1 for a file with headings


def read_table(content: bytes | str, limits: Limits) -> list[NumberedRow]:
    """Return the lines of a table, cells as they stand. The value of a formula is its text; no formula is computed.

    :raises TableRefused: no text and no spreadsheet, or more than the limits
    """
    if len(content) > limits.size:
        raise TableRefused(TableFault.TOO_LONG)
    if isinstance(content, bytes) and content.startswith(_ZIP):
        return list(_rows_of_spreadsheet(content, limits))
    return list(_rows_of_text(decode_text(content) if isinstance(content, bytes) else content, limits))


def decode_text(data: bytes) -> str:
    """Return the text of a file: by its mark, else UTF-16 by its zeros, UTF-8 when it is, else Windows-1252 or Latin-1.

    :raises TableRefused: it is no text
    """
    if data.startswith(_OLD_EXCEL):
        raise TableRefused(TableFault.UNREADABLE)
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
    raise TableRefused(TableFault.UNREADABLE)


def _rows_of_text(text: str, limits: Limits) -> Iterator[NumberedRow]:
    text = text.removeprefix("\ufeff")
    if text.count("\n") + text.count("\r") > 2 * limits.lines:  # a line may end with both
        raise TableRefused(TableFault.TOO_LONG)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_separator_of(text.splitlines(), limits.sampled))
    try:
        for cells in reader:
            yield reader.line_num, cells
    except csv.Error as error:
        raise TableRefused(TableFault.UNREADABLE) from error


def _separator_of(lines: Sequence[str], sampled: int) -> str:
    """Return what stands between the columns: the separator that most of the first lines hold, and hold most often."""
    first = [line for line in lines if line.strip()][:sampled]
    return max(SEPARATORS, key=lambda sign: (sum(sign in line for line in first), "".join(first).count(sign)))


def _rows_of_spreadsheet(content: bytes, limits: Limits) -> Iterator[NumberedRow]:
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            size = sum(each.file_size for each in packed.infolist())
        if size > UNPACKED_MAX_BYTES:
            raise TableRefused(TableFault.TOO_LONG)
        sheet = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0)
        if sheet.total_height > limits.lines:
            raise TableRefused(TableFault.TOO_LONG)
        table = sheet.to_python(skip_empty_area=False)
    except (CalamineError, zipfile.BadZipFile, ValueError, IndexError, NotImplementedError) as error:
        raise TableRefused(TableFault.UNREADABLE) from error
    for number, cells in enumerate(table, 1):
        yield number, [_as_text(cell) for cell in cells]


def _as_text(cell: object) -> str:
    """Return what the program shows, or nearly: numbers are stored with a fraction, even 12."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime | date):
        return cell.isoformat(" ", "minutes") if isinstance(cell, datetime) else cell.isoformat()
    return str(cell)
