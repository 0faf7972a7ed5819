"""What an engine needs to behave the same on SQLite and on PostgreSQL."""

from __future__ import annotations

import sqlite3
from time import monotonic
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import InvalidatePoolError
from sqlalchemy.pool import ConnectionPoolEntry, StaticPool
from typing_extensions import override

if TYPE_CHECKING:
    from psycopg import Connection as PsycopgConnection

BUSY_TIMEOUT_MS = 5_000
LOG_TIMEOUT_MS = 250  # how long emptying the log waits for those who read
POOL_SIZE = 10
IDLE_SECONDS = 2  # a connection used since then is taken to be alive
NO_COMPILER = "-c jit=off"  # PostgreSQL would compile the conditions of a search for longer than it then takes to read
_USED_AT = "used_at"  # keys of a pooled connection's own notes
_WRITES = "writes"
PRAGMAS = (
    "foreign_keys = ON",
    f"busy_timeout = {BUSY_TIMEOUT_MS}",
    "journal_mode = WAL",  # readers go on while one writes
    "synchronous = FULL",  # a confirmation shown to a person must survive a power failure
    "cache_size = -4000",
    "secure_delete = ON",  # what is deleted is overwritten
)


class SqliteConnection(sqlite3.Connection):
    """A connection that begins before its first statement, as PostgreSQL's driver does.

    The library's own begins before some writes only, so that savepoints would leak. What will write begins
    with ``BEGIN IMMEDIATE`` (``will_write``): two transactions that read first and write later would end in
    "database is locked", whatever the timeout. SQLAlchemy offers an event for this, which makes each
    statement ask a dozen times whether somebody listens.
    """

    _begin = "BEGIN"

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **{**options, "isolation_level": None})
        cursor = super().cursor()
        for pragma in PRAGMAS:
            cursor.execute(f"PRAGMA {pragma}")

    def will_write(self) -> None:
        """End what was read so far; let the next transaction be one that writes."""
        if self.in_transaction:
            self.commit()
        self._begin = "BEGIN IMMEDIATE"

    def ignore_foreign_keys(self) -> None:
        """Follow no foreign key any more: only before a transaction, inside it nothing would change."""
        super().cursor().execute("PRAGMA foreign_keys = OFF")

    def truncate_log(self) -> None:
        """Bring the write-ahead log into the database and empty it; who reads meanwhile leaves it for the next time."""
        if self.in_transaction:
            return
        cursor = super().cursor()
        cursor.execute(f"PRAGMA busy_timeout = {LOG_TIMEOUT_MS}")
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        cursor.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}")

    @override
    def cursor(self, *arguments: Any) -> Any:
        if not self.in_transaction:
            begin, self._begin = self._begin, SqliteConnection._begin
            super().cursor().execute(begin)
        return super().cursor(*arguments)

    @override
    def rollback(self) -> None:
        self._begin = SqliteConnection._begin  # the pool rolls back what it takes back
        super().rollback()


def engine_options(url: str) -> dict[str, Any]:
    """Return the arguments of ``create_engine`` for that address."""
    if url.startswith("sqlite"):
        in_memory = url in {"sqlite://", "sqlite:///:memory:"}
        pool: dict[str, Any] = {"poolclass": StaticPool} if in_memory else {"pool_size": POOL_SIZE}
        return {"connect_args": {"factory": SqliteConnection}, **pool}
    asked = make_url(url).query.get("options", "")
    return {"connect_args": {"options": f"{asked} {NO_COMPILER}"}, "pool_size": POOL_SIZE, "max_overflow": POOL_SIZE}


def reading_options(url: str) -> dict[str, Any]:
    """Return the arguments for an engine whose sessions write in ``db.session.transaction`` only.

    What a page reads needs no transaction on PostgreSQL: at its usual level each statement sees what is
    committed by then, with or without one, and opening and ending it are two journeys more.
    """
    return engine_options(url) | ({} if url.startswith("sqlite") else {"isolation_level": "AUTOCOMMIT"})


def make_engine(url: str) -> Engine:
    """Return an engine on ``url``; an in-memory SQLite keeps its one connection."""
    engine = create_engine(url, **engine_options(url))
    prepare_engine(engine)
    return engine


def prepare_engine(engine: Engine) -> None:
    """Let PostgreSQL's connections heal after a restart; SQLite's have nothing to heal from."""
    if engine.dialect.name == "postgresql":
        _try_idle_connections(engine)


def will_write(connection: Connection) -> None:
    """End what was read on that connection so far; its next statement begins a transaction that writes.

    SQLAlchemy need not know: for it the connection's one transaction goes on, and its commit ends the new one.
    """
    driver: Any = connection.connection.driver_connection
    if isinstance(driver, SqliteConnection):
        driver.will_write()
    elif driver.closed:
        return  # the next statement says so, in SQLAlchemy's own words
    elif driver.autocommit:
        driver.autocommit = False
        connection.info[_WRITES] = True
    else:
        driver.commit()


def truncate_log(connection: Connection) -> None:
    """Leave nothing of what was just committed in SQLite's write-ahead log; PostgreSQL recycles its own."""
    driver: Any = connection.connection.driver_connection
    if isinstance(driver, SqliteConnection):
        driver.truncate_log()


def _try_idle_connections(engine: Engine) -> None:
    """Try a connection that nobody used for a moment before handing it out; a dead one empties the pool.

    The pool's own ``pool_pre_ping`` tries each at every request, which costs as much as a statement. One that
    dies between two close requests is found out by the second, who is told to come back (503).
    """

    @event.listens_for(engine, "checkin")
    def note(connection: PsycopgConnection[Any] | None, record: ConnectionPoolEntry) -> None:
        record.info[_USED_AT] = monotonic()
        if record.info.pop(_WRITES, False) and connection is not None and not connection.closed:
            connection.autocommit = True

    @event.listens_for(engine, "checkout")
    def try_idle(connection: DBAPIConnection, record: ConnectionPoolEntry, _proxy: object) -> None:
        if monotonic() - record.info.get(_USED_AT, monotonic()) < IDLE_SECONDS:
            return
        try:
            engine.dialect.do_ping(connection)
        except engine.dialect.loaded_dbapi.Error as error:
            raise InvalidatePoolError from error
