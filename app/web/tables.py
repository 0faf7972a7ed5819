"""Tables that people take away as a file."""

from __future__ import annotations

from flask import Response
from flask_babel import gettext as _

from app.i18n.locale import direction_of
from app.tables.types import Column, ColumnKind, Table, TableFormat
from app.tables.write import write_csv, write_xlsx
from app.web.context import current_locale

MEDIA_TYPES = {
    TableFormat.CSV: "text/csv",
    TableFormat.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def table_file(table: Table, kind: TableFormat, name: str) -> Response:
    """Return the answer with a table as a file, ``name`` without its end, in the language of the page.

    A spreadsheet has a second sheet where a column has a note: what the columns hold.
    """
    if kind is TableFormat.XLSX:
        is_rtl = direction_of(current_locale()) == "rtl"
        content = write_xlsx([table, *_notes_of(table)], is_rtl=is_rtl)
    else:
        content = write_csv(table)
    response = Response(content, mimetype=MEDIA_TYPES[kind])
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.{kind.value}"'
    return response


def _notes_of(table: Table) -> list[Table]:
    rows = [(column.heading, column.note) for column in table.columns if column.note]
    if not rows:
        return []
    return [Table(_("The columns"), (Column(_("Column")), Column(_("What it holds"), ColumnKind.LONG_TEXT)), rows)]
