"""Full-text search on a column of stems: FTS5 on SQLite, a GIN index on PostgreSQL.

The stems are made in Python (``language/stems.py``), the same for both, so both find the same rows.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import (
    Column,
    ColumnElement,
    SQLColumnExpression,
    Table,
    and_,
    column,
    false,
    func,
    literal_column,
    or_,
    select,
    table,
)

from app.db.ddl import after_create

SQLITE = (
    "CREATE VIRTUAL TABLE {name}_search USING fts5(stems, content='{name}', content_rowid='{key}', tokenize='ascii')",
    (
        "CREATE TRIGGER {name}_search_insert AFTER INSERT ON {name} BEGIN "
        "INSERT INTO {name}_search(rowid, stems) VALUES (new.{key}, new.stems); END"
    ),
    (
        "CREATE TRIGGER {name}_search_delete AFTER DELETE ON {name} BEGIN "
        "INSERT INTO {name}_search({name}_search, rowid, stems) VALUES ('delete', old.{key}, old.stems); END"
    ),
    (
        "CREATE TRIGGER {name}_search_update AFTER UPDATE OF {changing} ON {name} BEGIN "
        "INSERT INTO {name}_search({name}_search, rowid, stems) VALUES ('delete', old.{key}, old.stems); "
        "INSERT INTO {name}_search(rowid, stems) VALUES (new.{key}, new.stems); END"
    ),
)
POSTGRESQL = ("CREATE INDEX {name}_search ON {name} USING gin (to_tsvector('simple', stems))",)


def add_fulltext(of: Table, key: str = "id") -> None:
    """Create the index of ``of.stems`` with the table, whose primary key is the column ``key``.

    A key that is no identifier of the row alone may change: then the index follows it.
    """
    names = {"name": of.name, "key": key, "changing": "stems" if key == "id" else f"stems, {key}"}
    for dialect, statements in (("sqlite", SQLITE), ("postgresql", POSTGRESQL)):
        for statement in statements:
            after_create(of, statement.format(**names), dialect)


def matches_together(
    dialect: str, id_column: Column[int], stems_column: Column[str], words: Sequence[list[str]], shared: int
) -> ColumnElement[bool]:
    """Return the condition "the row holds at least ``shared`` of the words, each in one of its forms"."""
    quoted, both, either = ('"{}"', " AND ", " OR ") if dialect == "sqlite" else ("{}", " & ", " | ")
    written = [f"({either.join(map(quoted.format, forms))})" for forms in words]

    def at_least(count: int, some: Sequence[str]) -> str:
        if count == len(some):
            return both.join(some)
        if count == 1:
            return either.join(some)
        return f"({some[0]}{both}({at_least(count - 1, some[1:])})){either}{at_least(count, some[1:])}"

    return _found(dialect, id_column, stems_column, at_least(shared, written)) if 0 < shared <= len(words) else false()


def matches(
    dialect: str, id_column: Column[int], stems_column: Column[str], words: list[list[str]]
) -> ColumnElement[bool]:
    """Return the condition "for every word, the row holds one that starts with one of its forms".

    ``words`` come from ``language/stems.py``; without any, nothing is found. Forms hold letters and digits
    only, so they need no escaping; they travel as a parameter anyway.
    """
    if not words:
        return false()
    if dialect == "sqlite":
        query = " AND ".join("(" + " OR ".join(f'"{form}"*' for form in forms) + ")" for forms in words)
    else:
        query = " & ".join("(" + " | ".join(f"{form}:*" for form in forms) + ")" for forms in words)
    return _found(dialect, id_column, stems_column, query)


def holds_words(dialect: str, stems_column: SQLColumnExpression[str], words: list[list[str]]) -> ColumnElement[bool]:
    """Return the condition of ``matches``, found by reading the row instead of the index.

    For the rows that are looked at in another order than that of the index, and as long as they are few.
    """
    line = literal_column("' '").op("||")(stems_column)
    place = func.instr if dialect == "sqlite" else func.strpos
    return and_(*(or_(*(place(line, f" {form}") > 0 for form in forms)) for forms in words)) if words else false()


def _found(dialect: str, id_column: Column[int], stems_column: Column[str], query: str) -> ColumnElement[bool]:
    """Return the condition that the index answers a query in its own language."""
    if dialect == "sqlite":
        name = id_column.table.name
        search = table(f"{name}_search", column("rowid"))
        found = select(search.c.rowid).where(literal_column(f"{name}_search").op("MATCH")(query))
        return id_column.in_(found)
    simple: ColumnElement[str] = literal_column("'simple'")
    return func.to_tsvector(simple, stems_column).op("@@")(func.to_tsquery(simple, query))
