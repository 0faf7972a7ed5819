"""Write tables as office programs of any country read them. Nothing in a file is a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING

from app.tables.types import Cell, ColumnKind, Table

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.worksheet import Worksheet

# What a program may take for a formula, also in full width, as Chinese and Japanese keyboards write it.
FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
SHEET_NAME_MAX_CHARS = 31
CELL_MAX_CHARS = 32_767  # of Excel
HEADING_POINTS = 45  # three lines
A4 = 9  # as Excel numbers papers
_NOT_IN_SHEET_NAMES = str.maketrans(dict.fromkeys("[]:*?/\\'", " "))
# Of a column: how wide, and how its cells look. "@" is text: what somebody types there is no number, day or formula.
_LOOKS = {
    ColumnKind.TEXT: (22, "@"),
    ColumnKind.LONG_TEXT: (60, "@"),
    ColumnKind.NUMBER: (12, "General"),
    ColumnKind.DAY: (12, "yyyy-mm-dd"),
    ColumnKind.MOMENT: (17, "yyyy-mm-dd hh:mm"),
}


def write_csv(table: Table) -> bytes:
    """Return a file with semicolons, in UTF-8 with its mark; what could be taken for a formula begins with ``'``."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow(table.headings)
    writer.writerows(tuple(map(_plain, row)) for row in table.rows)
    return text.getvalue().encode("utf-8-sig")


def _plain(cell: Cell) -> str:
    if isinstance(cell, datetime):
        return f"{cell:%Y-%m-%d %H:%M}"
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, str):
        return f"'{cell}" if cell.startswith(FORMULA_SIGNS) else cell
    return "" if cell is None else str(cell)


def write_xlsx(tables: Sequence[Table], *, is_rtl: bool = False) -> bytes:
    """Return a workbook with a sheet for each table: the headings stay in sight, and text is text.

    A text longer than a cell holds is cut. ``is_rtl``: the first column is at the right.
    """
    from xlsxwriter import Workbook

    out = io.BytesIO()
    book = Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    names: set[str] = set()
    for table in tables:
        sheet = book.add_worksheet(_sheet_name(table.name, names))
        if is_rtl:
            sheet.right_to_left()
        sheet.freeze_panes(1, 0)
        sheet.set_row(0, HEADING_POINTS)
        _fit_paper(sheet)
        sheet.write_row(0, 0, table.headings, book.add_format({"bold": True, "bottom": 1, "text_wrap": True}))
        for place, column in enumerate(table.columns):
            _write_column(book, sheet, place, column.kind, [row[place] for row in table.rows])
        if table.rows:
            sheet.autofilter(0, 0, len(table.rows), len(table.columns) - 1)
    book.close()
    return out.getvalue()


def _fit_paper(sheet: Worksheet) -> None:
    """Print all columns on the width of a sheet, and the headings on each."""
    sheet.set_paper(A4)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)


def _write_column(book: Workbook, sheet: Worksheet, place: int, kind: ColumnKind, cells: Sequence[Cell]) -> None:
    width, shown_as = _LOOKS[kind]
    looks = {"valign": "top", "num_format": shown_as, "text_wrap": kind is ColumnKind.LONG_TEXT}
    plain, quoted = book.add_format(looks), book.add_format({**looks, "quote_prefix": True})
    sheet.set_column(place, place, width, plain)
    for line, cell in enumerate(cells, 1):
        if isinstance(cell, str):  # the mark keeps it a text when somebody edits the cell
            look = quoted if cell.startswith(FORMULA_SIGNS) else plain
            sheet.write_string(line, place, cell[:CELL_MAX_CHARS], look)
        elif isinstance(cell, date):
            sheet.write_datetime(line, place, cell, plain)
        elif cell is not None:
            sheet.write_number(line, place, cell, plain)


def _sheet_name(name: str, taken: set[str]) -> str:
    """Return a name that spreadsheets take, and that no sheet before has; ``taken`` gains it."""
    base = " ".join(name.translate(_NOT_IN_SHEET_NAMES).split())[:SHEET_NAME_MAX_CHARS].strip() or "1"
    found, number = base, 1
    while found.casefold() in taken:
        number += 1
        end = f" {number}"
        found = base[: SHEET_NAME_MAX_CHARS - len(end)] + end
    taken.add(found.casefold())
    return found
