"""Reads that every page makes: a statement built once, and rows that are not objects to change."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Executable, Row
from sqlalchemy.orm import Session


def read_rows(
    session: Session, statement: Executable, values: Mapping[str, Any] | None = None
) -> Sequence[Row[*tuple[Any, ...]]]:
    """Return the rows of a statement that selects columns; ``values`` are those of its named parameters.

    Inside the session's transaction, and after what it holds unsaved. It spares each page the work of
    building the statement and of looking for objects in it, which costs more than the database does.
    """
    session.flush()
    return session.connection().execute(statement, values).all()
