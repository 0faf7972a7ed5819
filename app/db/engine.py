"""What an engine needs to behave the same on SQLite and on PostgreSQL."""

from __future__ import annotations

from sqlite3 import Connection as SqliteConnection
from time import monotonic
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import InvalidatePoolError
from sqlalchemy.pool import ConnectionPoolEntry, StaticPool

BUSY_TIMEOUT_MS = 5_000
IMMEDIATE = "pepite_immediate"  # execution option: this transaction will write
POOL_SIZE = 10
IDLE_SECONDS = 2  # a connection used since then is taken to be alive
_USED_AT = "used_at"  # key of a pooled connection's own notes


def engine_options(url: str) -> dict[str, Any]:
    """Return the arguments of ``create_engine`` for that address."""
    if url.startswith("sqlite"):
        return {"poolclass": StaticPool} if url in {"sqlite://", "sqlite:///:memory:"} else {"pool_size": POOL_SIZE}
    return {"pool_size": POOL_SIZE, "max_overflow": POOL_SIZE}


def make_engine(url: str) -> Engine:
    """Return an engine on ``url``; an in-memory SQLite keeps its one connection."""
    engine = create_engine(url, **engine_options(url))
    prepare_engine(engine)
    return engine


def prepare_engine(engine: Engine) -> None:
    """Make SQLite durable, checked and free of lost updates; let PostgreSQL's connections heal after a restart."""
    if engine.dialect.name == "sqlite":
        _prepare_sqlite(engine)
    else:
        _try_idle_connections(engine)


def _try_idle_connections(engine: Engine) -> None:
    """Try a connection that nobody used for a moment before handing it out; a dead one empties the pool.

    The pool's own ``pool_pre_ping`` tries each at every request, which costs as much as a statement. One that
    dies between two close requests is found out by the second, who is told to come back (503).
    """

    @event.listens_for(engine, "checkin")
    def note(_connection: object, record: ConnectionPoolEntry) -> None:
        record.info[_USED_AT] = monotonic()

    @event.listens_for(engine, "checkout")
    def try_idle(connection: DBAPIConnection, record: ConnectionPoolEntry, _proxy: object) -> None:
        if monotonic() - record.info.get(_USED_AT, monotonic()) < IDLE_SECONDS:
            return
        try:
            engine.dialect.do_ping(connection)
        except engine.dialect.loaded_dbapi.Error as error:
            raise InvalidatePoolError from error


def _prepare_sqlite(engine: Engine) -> None:
    """Let SQLite write ahead, to the disk, and one writer after the other.

    WAL lets readers go on while one writes; ``synchronous=FULL`` because a confirmation shown to a
    person must survive a power failure; ``BEGIN IMMEDIATE`` for a transaction that will write, or two
    read-then-write transactions would end in "database is locked" whatever the timeout.
    """

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
