"""Make the figures anew."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import delete, insert, text, update
from sqlalchemy.orm import Session

from app.campaigns.models import Edition
from app.dashboards.queries.truth import PARTICIPANTS, REACTIONS, TABLES
from app.db.session import transaction
from app.policy.actor import Actor
from app.policy.check import require
from app.policy.facts import NOTHING
from app.policy.rules import Action


def rebuild_figures(session: Session, actor: Actor, tell: Callable[[str], None] = lambda _table: None) -> None:
    """Count every figure and every edition's counters from the rows they stand for.

    One transaction; who writes meanwhile waits. ``tell`` is called with the name of each table before it is made.
    """
    require(actor, Action.FIGURES_REBUILD, NOTHING)
    with transaction(session):
        if session.get_bind().dialect.name == "postgresql":  # SQLite has one writer anyway
            names = ", ".join(["editions", *(truth.name for truth in TABLES)])
            session.execute(text(f"LOCK TABLE {names} IN EXCLUSIVE MODE"))
        for truth in TABLES:
            tell(truth.name)
            table = truth.keys[0].class_
            session.execute(delete(table))
            session.execute(insert(table).from_select([column.key for column in truth.columns], truth.statement))
        tell("editions")
        session.execute(
            update(Edition)
            .values(participant_count=PARTICIPANTS, reaction_count=REACTIONS)
            .execution_options(synchronize_session=False)
        )
        session.expire_all()  # what was read before is no longer what is stored
