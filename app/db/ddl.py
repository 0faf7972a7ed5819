"""SQL that a table needs on one database only: triggers, full-text indexes."""

from __future__ import annotations

from sqlalchemy import DDL, Table, event


def after_create(table: Table, statement: str, dialect: str) -> None:
    """Run ``statement`` when ``table`` is created on that dialect; ``%`` must be written twice in it."""
    ddl = DDL(statement)  # type: ignore[no-untyped-call]  # SQLAlchemy ships it without types
    event.listen(table, "after_create", ddl.execute_if(dialect=dialect))


def refuse_updates(table: Table, why: str) -> None:
    """Let the database refuse any change of a row of ``table``, once it is written; deleting one stays possible."""
    name = table.name
    after_create(
        table,
        f"""CREATE TRIGGER IF NOT EXISTS {name}_no_update BEFORE UPDATE ON {name}
        BEGIN SELECT RAISE(ABORT, '{why}'); END""",
        "sqlite",
    )
    after_create(
        table,
        f"""CREATE OR REPLACE FUNCTION {name}_guard() RETURNS trigger AS $$ BEGIN
        RAISE EXCEPTION '{why}'; END $$ LANGUAGE plpgsql""",
        "postgresql",
    )
    after_create(
        table,
        f"""CREATE TRIGGER {name}_guard BEFORE UPDATE ON {name}
        FOR EACH ROW EXECUTE FUNCTION {name}_guard()""",
        "postgresql",
    )
