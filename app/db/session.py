"""Explicit transactions: one use case, one commit."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from threading import RLock

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.core.errors import DomainError
from app.db.engine import BUSY_TIMEOUT_MS, truncate_log, will_write

_DEPTH = "transaction_depth"
_NO_LOG = "leave_no_log"
_writing = RLock()


@contextmanager
def transaction(session: Session) -> Iterator[Session]:
    """Commit when the outermost block ends well, roll back when it does not.

    A service may call another service: the inner block joins the outer one, so the whole use case is
    saved or lost together. What was read before is read in a transaction of its own, which ends here:
    rows read earlier may be a moment old, so a use case locks what races (``locked`` in
    ``db/lock.py``) and reads it again. Rows stay usable after the commit (sessions do not expire them).
    """
    if is_writing(session):
        yield session
        return
    with _turn(session):
        session.info[_DEPTH] = 1
        try:
            _begin(session)
            yield session
            session.commit()
            if session.info.pop(_NO_LOG, False):
                truncate_log(session.connection())
        except BaseException:
            session.rollback()
            raise
        finally:
            session.info[_DEPTH] = 0


def leave_no_log(session: Session) -> None:
    """Let SQLite's write-ahead log be emptied after this transaction: its order and neighbours would tell a time."""
    session.info[_NO_LOG] = True


def is_writing(session: Session) -> bool:
    """Tell whether a use case has opened its transaction in this session."""
    return bool(session.info.get(_DEPTH, 0))


@contextmanager
def _turn(session: Session) -> Iterator[None]:
    """Wait until no other thread of this process writes to SQLite.

    SQLite itself lets those who wait sleep, longer each time, and try again: under load the unlucky one
    tries for seconds and is refused in the end.
    """
    if session.get_bind().dialect.name != "sqlite":
        yield
        return
    is_ours = _writing.acquire(timeout=BUSY_TIMEOUT_MS / 1000)
    try:
        yield  # without its turn too: SQLite then says whether it is free
    finally:
        if is_ours:
            _writing.release()


def _begin(session: Session) -> None:
    """End what was read so far, and start a transaction that will write, on the same connection."""
    session.flush()
    connection = session.connection()
    if connection.in_nested_transaction():  # a test's own transaction goes on around it
        session.commit()
    else:
        will_write(connection)


@contextmanager
def unique(session: Session, otherwise: type[DomainError]) -> Iterator[None]:
    """Insert one row, and raise ``otherwise`` when a row like it is there already.

    The database decides, so two clicks at once cannot both win. Wrap one insert only: the savepoint
    lets the outer transaction live on.
    """
    try:
        with session.begin_nested():
            yield
    except IntegrityError as error:
        raise otherwise from error
