"""Make what contributions are found by anew."""

from __future__ import annotations

from sqlalchemy import bindparam, select, update
from sqlalchemy.orm import Session

from app.db.session import transaction
from app.feedback.models import Feedback
from app.language.stems import stems
from app.policy.actor import Actor
from app.policy.check import require
from app.policy.facts import NOTHING
from app.policy.rules import Action

BATCH = 500  # contributions a transaction

_BATCH = (
    select(Feedback.id, Feedback.title, Feedback.body, Feedback.language, Feedback.stems)
    .where(Feedback.id > bindparam("last"))
    .order_by(Feedback.id)
    .limit(BATCH)
    .with_for_update()
)


def rebuild_search(session: Session, actor: Actor) -> int:
    """Make the search column of every contribution from its words; return how many had another one.

    Each batch is a transaction of its own: stopped half-way, run it again.
    """
    require(actor, Action.SEARCH_REBUILD, NOTHING)
    changed, last = 0, 0
    while True:
        with transaction(session):
            batch = session.execute(_BATCH, {"last": last}).all()
            found_by = {row.id: stems(f"{row.title} {row.body}", row.language) for row in batch}
            rows = [{"id": row.id, "stems": found_by[row.id]} for row in batch if row.stems != found_by[row.id]]
            if rows:
                session.execute(update(Feedback), rows)
        if not batch:
            return changed
        changed, last = changed + len(rows), batch[-1].id
