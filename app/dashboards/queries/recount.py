"""The figures counted anew from the rows they stand for."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.enrolment.queries import TESTERS
from app.feedback.queries.figures import CONTRIBUTIONS
from app.figures.definitions import Cell
from app.figures.models import FigureCount
from app.policy.actor import Actor
from app.policy.check import require
from app.policy.facts import NOTHING
from app.policy.rules import Action
from app.recruiting.queries.figures import INVITED

SOURCES = (CONTRIBUTIONS, TESTERS, INVITED)  # every figure there is


@dataclass(frozen=True, slots=True)
class Difference:
    """A count that is not what its rows say."""

    cell: Cell
    stored: int
    expected: int


def figure_differences(session: Session, actor: Actor) -> list[Difference]:
    """Return every count that is not what its rows say; a count of 0 is no row. One statement and one a source."""
    require(actor, Action.FIGURES_REBUILD, NOTHING)
    columns = [getattr(FigureCount, name) for name in Cell._fields]
    rows = session.execute(select(*columns, FigureCount.count))
    stored = {Cell(*key): count for *key, count in rows}
    expected: dict[Cell, int] = {}
    for source in SOURCES:
        expected |= {Cell(*key): count for *key, count in session.execute(source.statement())}
    return [
        Difference(cell, stored.get(cell, 0), expected.get(cell, 0))
        for cell in sorted(stored.keys() | expected.keys())
        if stored.get(cell, 0) != expected.get(cell, 0)
    ]
