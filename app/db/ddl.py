"""SQL that a table needs on one database only: triggers, full-text indexes."""

from __future__ import annotations

from sqlalchemy import DDL, Table, event


def after_create(table: Table, statement: str, dialect: str) -> None:
    """Run ``statement`` when ``table`` is created on that dialect; ``%`` must be written twice in it."""
    ddl = DDL(statement)  # type: ignore[no-untyped-call]  # SQLAlchemy ships it without types
    event.listen(table, "after_create", ddl.execute_if(dialect=dialect))
