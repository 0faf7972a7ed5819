"""Alembic's entry: compare the models with the database, or bring it to head."""

from __future__ import annotations

from typing import Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext
from sqlalchemy import Connection

import app.registry  # noqa: F401 - fills the metadata
from app.db.base import Base, UtcDateTime
from app.db.engine import SqliteConnection, make_engine
from config import Settings


def render(kind: str, item: object, _context: AutogenContext) -> str | Literal[False]:
    """Write our own types as plain SQLAlchemy: a revision never imports the application."""
    return "sa.DateTime(timezone=True)" if kind == "type" and isinstance(item, UtcDateTime) else False


def is_ours(_object: object, name: str | None, kind: str, _reflected: object, _compared: object) -> bool:
    """Leave out what a database keeps for full-text search: created by SQL of its own."""
    return not (kind in {"table", "index"} and name is not None and "_search" in name)


def migrate(connection: Connection) -> None:
    """Run the revisions on an open connection."""
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        compare_type=True,
        render_as_batch=True,
        render_item=render,
        include_object=is_ours,
    )
    with context.begin_transaction():
        context.run_migrations()


def keep_rows(connection: Connection) -> None:
    """Have SQLite follow no foreign key meanwhile: it would delete what hangs on a table that a revision makes anew."""
    driver = connection.connection.driver_connection
    if isinstance(driver, SqliteConnection):
        driver.ignore_foreign_keys()


url = context.config.attributes.get("database_url") or Settings.from_environ().database_url
with make_engine(url).connect() as connection:
    keep_rows(connection)
    migrate(connection)
    connection.commit()
