"""Several rows in one column: a JSON list of lists, so that one row can carry what hangs on it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import JSON
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement


class JsonRows(FunctionElement[list[list[Any]]]):
    """The values of some columns, row by row: ``[[1, "a"], [2, "b"]]``; an empty list or ``None`` without rows."""

    type = JSON()
    inherit_cache = True


@compiles(JsonRows, "sqlite")
def _on_sqlite(element: JsonRows, compiler: SQLCompiler, **options: object) -> str:
    values = (
        f"json({compiler.process(value, **options)})"  # a list stored as text: else it would come back as a string
        if isinstance(value.type, JSON)
        else compiler.process(value, **options)
        for value in element.clauses
    )
    return f"json_group_array(json_array({', '.join(values)}))"


@compiles(JsonRows, "postgresql")
def _on_postgresql(element: JsonRows, compiler: SQLCompiler, **options: object) -> str:
    return f"jsonb_agg(jsonb_build_array({compiler.process(element.clauses, **options)}))"
