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

    For rows written with every act (the act itself, its journal entry, its event): the session's unit of work
    costs more than the database does. What the session holds unsaved is written first, as the row may point to it.

    :raises sqlalchemy.exc.IntegrityError: the database refuses the row
    """
    statement, columns = _insert(type(row))
    session.flush()
    connection_of(session).execute(statement, {name: value for name, value in vars(row).items() if name in columns})


@cache
def _insert(model: type[Base]) -> tuple[Insert, frozenset[str]]:
    """Return the statement that writes a row of a model, built once, and the names of its columns."""
    table = cast("Table", model.__table__)
    return insert(table), frozenset(table.c.keys())
