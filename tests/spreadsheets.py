"""Spreadsheets as an office program writes them."""

from __future__ import annotations

import io

import xlsxwriter


def spreadsheet(*rows: tuple[object, ...]) -> bytes:
    """Return a file with one sheet of these rows: shared texts, numbers as numbers."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    sheet = book.add_worksheet()
    for number, row in enumerate(rows):
        sheet.write_row(number, 0, row)
    book.close()
    return out.getvalue()
