"""One row, held until the transaction ends (docs/decisions/037)."""

from __future__ import annotations

from typing import TypeVar

from sqlalchemy.orm import Session

from app.core.errors import NotFound
from app.db.base import Base

_Row = TypeVar("_Row", bound=Base)


def locked(session: Session, model: type[_Row], key: int) -> _Row:
    """Return a row as it is now; who wants to change it too waits until this transaction ends.

    :raises NotFound: there is none
    """
    row = locked_if_any(session, model, key)
    if row is None:
        raise NotFound
    return row


def locked_if_any(session: Session, model: type[_Row], key: int) -> _Row | None:
    """Return what ``locked`` does, or None when there is no such row."""
    return session.get(model, key, with_for_update={"key_share": True}, populate_existing=True)
