"""New rows: ``INSERT … ON CONFLICT``, which SQLAlchemy spells twice, and rows written without ceremony."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, cast

from sqlalchemy import Insert, Table, insert
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session, make_transient_to_detached
from sqlalchemy.orm.attributes import set_committed_value

from app.db.base import Base
from app.db.read import connection_of


def insert_for(dialect: str) -> Callable[..., Any]:
    """Return the function that starts an ``INSERT`` with conflicts in that dialect."""
    return postgresql.insert if dialect == "postgresql" else sqlite.insert


def insert_row(session: Session, row: Base) -> None:
    """Write a new row that carries its own key, now; the session does not know the object.

    For rows written with every act (its journal entry, its event): the session's unit of work costs more than
    the database does. What the session holds unsaved is written first, as the row may point to it.

    :raises sqlalchemy.exc.IntegrityError: the database refuses the row
    """
    _write(session, row)


def add_row(session: Session, row: Base) -> None:
    """Write a new row that carries its own key, now; the session keeps the object, as one it has read.

    :raises sqlalchemy.exc.IntegrityError: the database refuses the row
    """
    written = _write(session, row)
    make_transient_to_detached(row)
    known = vars(row)
    for name in _insert(type(row))[1]:
        if name not in known:  # a default: read it from what was written, not from the database
            set_committed_value(row, name, written.get(name))
    session.add(row)


def _write(session: Session, row: Base) -> Mapping[str, Any]:
    """Write the row; return the values written, defaults included."""
    statement, columns = _insert(type(row))
    session.flush()
    values = {name: value for name, value in vars(row).items() if name in columns}
    written = connection_of(session).execute(statement, values).last_inserted_params()
    return cast("Mapping[str, Any]", written)  # of several rows it would be a list


@cache
def _insert(model: type[Base]) -> tuple[Insert, frozenset[str]]:
    """Return the statement that writes a row of a model, built once, and the names of its columns."""
    table = cast("Table", model.__table__)
    return insert(table), frozenset(table.c.keys())
