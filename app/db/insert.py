"""New rows: ``INSERT … ON CONFLICT``, which SQLAlchemy spells twice, and rows written without ceremony."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any, cast

from sqlalchemy import Insert, Table, insert
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from app.db.base import Base
from app.db.read import connection_of


def insert_for(dialect: str) -> Callable[..., Any]:
    """Return the function that starts an ``INSERT`` with conflicts in that dialect."""
    return postgresql.insert if dialect == "postgresql" else sqlite.insert


def insert_row(session: Session, row: Base) -> None:
    """Write a new row that carries its own key, now; the session does not know the object.

    For rows written with every act (its journal entry, its event): the session's unit of work
    costs more than the database does. What the session holds unsaved is written first, as the row may point to it.

    :raises sqlalchemy.exc.IntegrityError: the database refuses the row
    """
    session.flush()
    connection_of(session).execute(_insert(type(row)), values_of(row))


def values_of(row: Base) -> dict[str, Any]:
    """Return the values of a new row by the names of its columns."""
    columns = _columns(type(row))
    return {name: value for name, value in vars(row).items() if name in columns}


@cache
def _insert(model: type[Base]) -> Insert:
    """Return the statement that writes a row of a model, built once."""
    return insert(cast("Table", model.__table__))


@cache
def _columns(model: type[Base]) -> frozenset[str]:
    return frozenset(model.__table__.c.keys())
