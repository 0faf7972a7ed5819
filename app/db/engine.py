"""What an engine needs to behave the same on SQLite and on PostgreSQL."""

from __future__ import annotations

from sqlite3 import Connection as SqliteConnection
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.pool import ConnectionPoolEntry, StaticPool

BUSY_TIMEOUT_MS = 5_000
IMMEDIATE = "pepite_immediate"  # execution option: this transaction will write
POOL_SIZE = 10


def engine_options(url: str) -> dict[str, Any]:
    """Return the arguments of ``create_engine`` for that address."""
    if url.startswith("sqlite"):
        return {"poolclass": StaticPool} if url in {"sqlite://", "sqlite:///:memory:"} else {"pool_size": POOL_SIZE}
    return {"pool_pre_ping": True, "pool_size": POOL_SIZE, "max_overflow": POOL_SIZE}


def make_engine(url: str) -> Engine:
    """Return an engine on ``url``; an in-memory SQLite keeps its one connection."""
    engine = create_engine(url, **engine_options(url))
    prepare_engine(engine)
    return engine


def prepare_engine(engine: Engine) -> None:
    """Make SQLite durable, checked and free of lost updates; PostgreSQL needs nothing.

    WAL lets readers go on while one writes; ``synchronous=FULL`` because a confirmation shown to a
    person must survive a power failure; ``BEGIN IMMEDIATE`` for a transaction that will write, or two
    read-then-write transactions would end in "database is locked" whatever the timeout.
    """
    if engine.dialect.name != "sqlite":
        return

    @event.listens_for(engine, "connect")
    def own_transactions(connection: SqliteConnection, _entry: ConnectionPoolEntry) -> None:
        connection.isolation_level = None  # pysqlite must not begin by itself: savepoints would leak
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}")
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA cache_size = -4000")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        writes = connection.get_execution_options().get(IMMEDIATE, False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
