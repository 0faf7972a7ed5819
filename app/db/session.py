"""Explicit transactions: one use case, one commit."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.core.errors import DomainError
from app.db.engine import IMMEDIATE

_DEPTH = "transaction_depth"


@contextmanager
def transaction(session: Session) -> Iterator[Session]:
    """Commit when the outermost block ends well, roll back when it does not.

    A service may call another service: the inner block joins the outer one, so the whole use case is
    saved or lost together. What was read before is read in a transaction of its own, which ends here:
    rows read earlier may be a moment old, so a use case locks what races (``with_for_update``) and
    reads it again. Rows stay usable after the commit (sessions do not expire them).
    """
    depth: int = session.info.get(_DEPTH, 0)
    session.info[_DEPTH] = depth + 1
    try:
        if depth == 0:
            _begin(session)
        yield session
        if depth == 0:
            session.commit()
    except BaseException:
        if depth == 0:
            session.rollback()
        raise
    finally:
        session.info[_DEPTH] = depth


def _begin(session: Session) -> None:
    """End what was read so far, and start a transaction that will write."""
    if session.in_transaction():
        session.commit()
    session.connection(execution_options={IMMEDIATE: True})


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
