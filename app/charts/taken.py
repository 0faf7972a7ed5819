"""A chart was taken away as a file."""

from __future__ import annotations

from enum import StrEnum

from sqlalchemy.orm import Session

from app.charts.types import Chart
from app.db.session import transaction
from app.journal.record import record
from app.policy.actor import Actor
from app.policy.facts import NOTHING


class ChartFormat(StrEnum):
    """The kinds of file a chart is written as; the value is also the end of its name."""

    SVG = "svg"
    CSV = "csv"


def note_taken(session: Session, actor: Actor, chart: Chart, kind: ChartFormat, page: str) -> None:
    """Note in the journal who took which chart of which page; whether they may, the page has asked."""
    with transaction(session):
        details = {"chart": chart.id, "as": kind.value, "page": page}
        record(session, actor, "chart.downloaded", ("chart", None, NOTHING), details)
