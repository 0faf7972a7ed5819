"""The values of a group in one text, commas between: ``group_concat`` on SQLite, ``string_agg`` on PostgreSQL."""

from __future__ import annotations

from sqlalchemy import String
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement


class joined(FunctionElement[str]):  # noqa: N801 - it reads as a function of SQL
    """The values of one text column. SQLAlchemy's own ``aggregate_strings`` writes its separator at each execution."""

    type = String()
    inherit_cache = True


@compiles(joined, "sqlite")
def _on_sqlite(element: joined, compiler: SQLCompiler, **options: object) -> str:
    return f"group_concat({compiler.process(element.clauses, **options)}, ',')"


@compiles(joined, "postgresql")
def _on_postgresql(element: joined, compiler: SQLCompiler, **options: object) -> str:
    return f"string_agg({compiler.process(element.clauses, **options)}, ',')"
