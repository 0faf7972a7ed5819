"""New rows: ``INSERT … ON CONFLICT``, which SQLAlchemy spells twice, and rows written without ceremony."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import MISSING, fields
from functools import cache
from typing import Any

from sqlalchemy import Insert, insert
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from app.db.base import Base


def insert_for(dialect: str) -> Callable[..., Any]:
    """Return the function that starts an ``INSERT`` with conflicts in that dialect."""
    return postgresql.insert if dialect == "postgresql" else sqlite.insert


def insert_row(session: Session, model: type[Base], values: Mapping[str, Any]) -> None:
    """Write a new row that carries its own key, now, without an object; what is not given has the model's default.

    For rows written with every act (its journal entry, its event): an object of the session costs more
    than the database does. What the session holds unsaved is written first, as the row may point to it.

    :raises sqlalchemy.exc.IntegrityError: the database refuses the row
    """
    insert_rows(session, model, [values])


def insert_rows(session: Session, model: type[Base], rows: Sequence[Mapping[str, Any]]) -> None:
    """Write new rows, as ``insert_row`` does one; all of them give the same values.

    :raises sqlalchemy.exc.IntegrityError: the database refuses one
    """
    session.flush()
    makers = [(name, make) for name, make in _makers(model).items() if rows and name not in rows[0]]
    whole = [{name: make() for name, make in makers} | dict(values) for values in rows]
    if whole:
        session.connection().execute(_insert(model), whole if len(whole) > 1 else whole[0])


def values_of(row: Base) -> dict[str, Any]:
    """Return the values of a new row by the names of its columns."""
    columns = _columns(type(row))
    return {name: value for name, value in vars(row).items() if name in columns}


@cache
def _insert(model: type[Base]) -> Insert:
    """Return the statement that writes a row of a model, built once."""
    return insert(model.__table__)


@cache
def _makers(model: type[Base]) -> Mapping[str, Callable[[], Any]]:
    """Return what makes a value that may be left out, by column: SQLAlchemy fills in the constants alone."""
    return {
        each.name: each.default_factory
        for each in fields(model)
        if each.name in _columns(model) and each.default_factory is not MISSING
    }


@cache
def _columns(model: type[Base]) -> frozenset[str]:
    return frozenset(model.__table__.c.keys())
