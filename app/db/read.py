"""Reads that every page makes: a statement built once, and rows that are not objects to change."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, cast

from sqlalchemy import Connection, Executable, Row
from sqlalchemy.orm import Session

_HELD = "connection_held"  # session.info key: a transaction of the session, and its connection


def read_rows(
    session: Session, statement: Executable, values: Mapping[str, Any] | None = None
) -> Sequence[Row[*tuple[Any, ...]]]:
    """Return the rows of a statement that selects columns; ``values`` are those of its named parameters.

    Inside the session's transaction, and after what it holds unsaved. It spares each page the work of
    building the statement and of looking for objects in it, which costs more than the database does.
    """
    session.flush()
    return connection_of(session).execute(statement, values).all()


def connection_of(session: Session) -> Connection:
    """Return the connection of the session's transaction, asked of the session once in each: it takes its time."""
    held, connection = session.info.get(_HELD, (None, None))
    current = session.get_transaction()
    if current is None or current is not held or not current.is_active:
        connection = session.connection()
        session.info[_HELD] = session.get_transaction(), connection
    return cast("Connection", connection)
