"""Make the figures anew."""

from __future__ import annotations

from sqlalchemy import delete, insert, text, update
from sqlalchemy.orm import Session

from app.dashboards.queries.recount import SOURCES
from app.db.session import transaction
from app.feedback.models import Feedback
from app.feedback.queries.counters import counter_differences
from app.figures.definitions import Cell
from app.figures.models import FigureCount
from app.policy.actor import Actor
from app.policy.check import require
from app.policy.facts import NOTHING
from app.policy.rules import Action


def rebuild_figures(session: Session, actor: Actor) -> None:
    """Count every figure, and the counters they add up, from the rows they stand for.

    One transaction; who writes meanwhile waits.
    """
    require(actor, Action.FIGURES_REBUILD, NOTHING)
    with transaction(session):
        if session.get_bind().dialect.name == "postgresql":  # SQLite has one writer anyway
            session.execute(text("LOCK TABLE figure_counts IN EXCLUSIVE MODE"))
        for one in counter_differences(session, actor):
            session.execute(update(Feedback).where(Feedback.id == one.feedback_id).values({one.name: one.expected}))
        session.execute(delete(FigureCount))
        for source in SOURCES:
            session.execute(insert(FigureCount).from_select([*Cell._fields, "count"], source.statement()))
        session.expire_all()  # what was read before is no longer what is stored
