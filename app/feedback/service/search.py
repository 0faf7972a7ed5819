"""Make what contributions and their conversations are found by anew."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import Select, bindparam, delete, select, update
from sqlalchemy.orm import Session

from app.db.session import transaction
from app.feedback.models import Comment, Feedback, FeedbackMeaning, OfficialAnswer
from app.feedback.types import CommentRole
from app.language.stems import stems
from app.policy.actor import Actor
from app.policy.check import require
from app.policy.facts import NOTHING
from app.policy.rules import Action

BATCH = 500  # rows a transaction

Searched = type[Feedback] | type[Comment] | type[OfficialAnswer]


def rebuild_search(session: Session, actor: Actor) -> int:
    """Make the search column of every contribution, comment and answer from its words; forget what these mean.

    Meanings are read anew within the hour. Return how many had another column. Each batch is a transaction of its own:
    stopped half-way, run it again.
    """
    require(actor, Action.SEARCH_REBUILD, NOTHING)
    with transaction(session):
        session.execute(delete(FeedbackMeaning))
    return sum(
        (
            _rebuild(session, Feedback, "id", lambda row: f"{row.title} {row.body}"),
            _rebuild(session, Comment, "id", lambda row: row.body if row.role is CommentRole.COMMENT else ""),
            _rebuild(session, OfficialAnswer, "feedback_id", lambda row: row.body),
        )
    )


def _rebuild(session: Session, model: Searched, key: str, words_of: Callable[[Any], str]) -> int:
    """Make the column of one table anew; ``key``: its primary key."""
    batches = _batches(model, key)
    changed, last = 0, 0
    while True:
        with transaction(session):
            batch = session.execute(batches, {"last": last}).all()
            found_by = {row[0]: stems(words_of(row), row.language) for row in batch}
            rows = [{key: row[0], "stems": found_by[row[0]]} for row in batch if row.stems != found_by[row[0]]]
            if rows:
                session.execute(update(model), rows)
        if not batch:
            return changed
        changed, last = changed + len(rows), batch[-1][0]


def _batches(model: Searched, key: str) -> Select[Any]:
    """Return the statement of a batch of rows after ``last``, in the order of their keys."""
    columns = model.__table__.c
    more = [columns[name] for name in ("title", "role") if name in columns]
    return (
        select(columns[key], columns.body, columns.language, columns.stems, *more)
        .where(columns[key] > bindparam("last"))
        .order_by(columns[key])
        .limit(BATCH)
        .with_for_update(key_share=True)
    )
