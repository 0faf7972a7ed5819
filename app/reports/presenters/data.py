"""The files for spreadsheets and programs: a workbook, tables as CSV, data as JSON with its schema."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Mapping
from datetime import date
from typing import Any

from app.reports.presenters.document import ReportDocument, ReportTable, plain_cell
from app.tables.types import Cell, ColumnKind
from app.tables.write import write_csv, write_xlsx

SCHEMA = "https://json-schema.org/draft/2020-12/schema"
SCHEMA_FILE, DATA_FILE = "report.schema.json", "report.json"
FIRST_DAY = (1980, 1, 1, 0, 0, 0)  # of archives: no file tells when it was made
_TYPES: Mapping[ColumnKind, dict[str, Any]] = {
    ColumnKind.TEXT: {"type": ["string", "null"]},
    ColumnKind.LONG_TEXT: {"type": ["string", "null"]},
    ColumnKind.NUMBER: {"type": ["number", "null"]},
    ColumnKind.DAY: {"type": ["string", "null"], "format": "date"},
    ColumnKind.MOMENT: {"type": ["string", "null"], "format": "date-time"},
}


def workbook(document: ReportDocument) -> bytes:
    """Return a workbook: a sheet for each table, the dictionary last."""
    return write_xlsx([table.plain() for table in document.tables], is_rtl=document.is_rtl)


def csv_archive(document: ReportDocument) -> bytes:
    """Return a file for each table, the dictionary among them."""
    return _archive({f"{table.key}.csv": write_csv(table.plain()) for table in document.tables})


def json_archive(document: ReportDocument) -> bytes:
    """Return the data with the schema that describes it."""
    return _archive({DATA_FILE: _json(report_data(document)), SCHEMA_FILE: _json(report_schema(document))})


def report_data(document: ReportDocument) -> dict[str, Any]:
    """Return the report as plain values; names are the same in every language, words are in the report's own."""
    return {
        "$schema": f"./{SCHEMA_FILE}",
        "language": document.locale,
        "title": document.title.body,
        "scope": document.scope,
        "cover": [{"label": label, "value": value} for label, value in document.facts],
        "summary": list(document.summary),
        "method": list(document.method),
        "tables": {table.key: _objects(table) for table in document.tables},
    }


def _objects(table: ReportTable) -> list[dict[str, Any]]:
    keys = [one.key for one in table.columns]
    return [dict(zip(keys, (_plain(plain_cell(cell)) for cell in row), strict=True)) for row in table.rows]


def _plain(cell: Cell) -> str | int | float | None:
    return cell.isoformat() if isinstance(cell, date) else cell


def report_schema(document: ReportDocument) -> dict[str, Any]:
    """Return the JSON Schema of the data, which says what every column holds."""
    words, sentences = {"type": "string"}, {"type": "array", "items": {"type": "string"}}
    line = {"type": "object", "properties": {"label": words, "value": words}, "required": ["label", "value"]}
    return {
        "$schema": SCHEMA,
        "type": "object",
        "properties": {
            "$schema": words,
            "language": words,
            "title": words,
            "scope": words,
            "cover": {"type": "array", "items": line},
            "summary": sentences,
            "method": sentences,
            "tables": {
                "type": "object",
                "properties": {table.key: _table_schema(table) for table in document.tables},
                "required": [table.key for table in document.tables],
                "additionalProperties": False,
            },
        },
        "required": ["language", "title", "scope", "cover", "summary", "method", "tables"],
        "additionalProperties": False,
    }


def _table_schema(table: ReportTable) -> dict[str, Any]:
    fields = {
        one.key: {"title": one.column.heading, "description": one.column.note, **_TYPES[one.column.kind]}
        for one in table.columns
    }
    return {
        "title": table.title,
        "type": "array",
        "items": {
            "type": "object", "properties": fields, "required": list(fields), "additionalProperties": False,
        },
    }  # fmt: skip


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, indent=2).encode()


def _archive(files: Mapping[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            entry = zipfile.ZipInfo(name, FIRST_DAY)
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, content)
    return out.getvalue()
