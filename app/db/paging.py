"""The part of a long list that one page shows."""

from __future__ import annotations

from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import Select, and_, or_
from sqlalchemy.orm import InstrumentedAttribute

from app.core.pages import read_instant, read_key, read_number

Rows = TypeVar("Rows", bound=Select[*tuple[Any, ...]])


def newest_first(
    statement: Rows, at: InstrumentedAttribute[datetime], number: InstrumentedAttribute[int], after: str, size: int
) -> Rows:
    """Return the statement of a page, ordered by an instant and a number, the newest first.

    ``after``: instant and number of the last row of the page before, by ``join_key``. One row more than the page
    shows is read: it tells whether there is a next one.
    """
    place = read_key(after, read_instant, read_number)
    if place is not None:
        earlier = or_(at < place[0], and_(at == place[0], number < place[1]))
        statement = statement.where(at <= place[0], earlier)  # the first condition is one that an index serves
    return statement.order_by(at.desc(), number.desc()).limit(size + 1)
