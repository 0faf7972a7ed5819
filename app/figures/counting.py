"""Keep figures in step with the rows they count, inside the caller's transaction."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from functools import cache

from sqlalchemy import Insert
from sqlalchemy.orm import Session

from app.db.insert import insert_for
from app.figures.definitions import Cell, Source
from app.figures.models import FigureCount


@contextmanager
def counting_changes(session: Session, source: Source, *row_ids: int) -> Iterator[None]:
    """Move the figures by what the block changes of rows, which the caller has locked. Blocks do not nest."""
    before = source.count(session, row_ids)
    yield
    session.flush()
    _move(session, before, source.count(session, row_ids))


def count_new(session: Session, source: Source, row_ids: Collection[int]) -> None:
    """Count rows that were just written."""
    session.flush()
    _move(session, {}, source.count(session, row_ids))


def _move(session: Session, before: Mapping[Cell, int], after: Mapping[Cell, int]) -> None:
    """Add the difference, in the order of the keys: two who write at once wait for each other in the same one."""
    moved = {cell: after.get(cell, 0) - before.get(cell, 0) for cell in before.keys() | after.keys()}
    rows = [cell._asdict() | {"count": by} for cell, by in sorted(moved.items()) if by]
    if not rows:
        return
    session.connection().execute(_adding(session.get_bind().dialect.name), rows)


@cache
def _adding(dialect: str) -> Insert:
    """Return the statement that adds to the counts. Built once: it runs with every contribution."""
    insert = insert_for(dialect)(FigureCount.__table__)
    added = FigureCount.count + insert.excluded.count
    statement: Insert = insert.on_conflict_do_update(index_elements=list(Cell._fields), set_={"count": added})
    return statement
