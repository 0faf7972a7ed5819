"""Change figures inside the caller's transaction: one statement per table."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import UTC, date, datetime
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import Insert
from sqlalchemy.orm import Session

from app.db.base import Base
from app.db.insert import insert_for
from app.figures.models import DailyFigure, DailyPeople, PeopleFigure
from app.figures.weeks import SPANS, week_of


class Cell(NamedTuple):
    """Where people are counted: a kind (``""``: any) during a span of weeks (``EVER``: since ever)."""

    kind: str
    weeks: int
    first_week: int


EVER = Cell("", 0, 0)


@dataclass(frozen=True, slots=True)
class Change:
    """By how much each count of a day moves; 0 leaves it."""

    contribution_count: int = 0
    answered_count: int = 0
    in_time_count: int = 0
    decided_count: int = 0
    done_count: int = 0


def cells_of(kind: str, at: datetime) -> frozenset[Cell]:
    """Return where a contribution's author is counted: since ever, and in each span of weeks, by kind and in all.

    A person counts once in a cell. So a first contribution there adds the cells that none of the
    author's other counted contributions of the edition has; one that goes takes those away.
    """
    return cells_in(kind, week_of(at.astimezone(UTC).date()))


def cells_in(kind: str, week: int) -> frozenset[Cell]:
    """Return where the author of a contribution of that week (``weeks.week_of``) is counted."""
    spans = {Cell(each, n, week // n * n) for each in ("", str(kind)) for n in SPANS}
    return frozenset(spans | {EVER})


def count_contribution(session: Session, edition_id: int, day: date, kind: str, change: Change) -> None:
    """Add a change to the day of a contribution."""
    values = {name.name: getattr(change, name.name) for name in fields(change)}
    _add(session, DailyFigure, {"edition_id": edition_id, "day": day, "kind": str(kind)}, [values])


def count_people(session: Session, edition_id: int, cells: Iterable[Cell], by: int) -> None:
    """Add ``by`` people to each cell; nothing is written when there is none."""
    rows = [cell._asdict() | {"people_count": by} for cell in sorted(cells)]
    if rows:
        _add(session, PeopleFigure, {"edition_id": edition_id}, rows)


def count_joined(session: Session, edition_id: int, day: date, *, recruited: int = 0, active: int = 0) -> None:
    """Add people who joined, or first took part, on a day."""
    row = {"recruited_count": recruited, "active_count": active}
    _add(session, DailyPeople, {"edition_id": edition_id, "day": day}, [row])


def _add(session: Session, model: type[Base], key: dict[str, Any], rows: list[dict[str, Any]]) -> None:
    """Insert the rows, or add their counts to those that are there: one statement on both databases."""
    counts = tuple(name for name in rows[0] if name.endswith("_count"))
    connection = session.connection()
    connection.execute(_upsert(connection.dialect.name, model, counts), [key | row for row in rows])


@cache
def _upsert(dialect: str, model: type[Base], counts: tuple[str, ...]) -> Insert:
    """Return the statement that adds ``counts``, built once: it runs with every contribution."""
    table = model.__table__
    statement = insert_for(dialect)(table)
    added = {name: table.c[name] + statement.excluded[name] for name in counts}
    done: Insert = statement.on_conflict_do_update(index_elements=list(table.primary_key), set_=added)
    return done
