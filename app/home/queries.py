"""Reads of the home page: each is one statement, whatever the number of rows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from app.feedback.models import Feedback
from app.feedback.types import Handling, State
from app.policy.actor import Actor

CONTRIBUTIONS_SHOWN = 20


@dataclass(frozen=True, slots=True)
class MyContribution:
    """One of the actor's own contributions that goes on, or was answered."""

    id: int
    title: str
    language: str
    state: State
    handling: Handling
    created_at: datetime
    due_on: date | None  # last day for an answer
    answered_at: datetime | None


def my_contributions(session: Session, actor: Actor) -> list[MyContribution]:
    """Return the actor's own contributions that go on; what was sent back comes first.

    An untraceable one never appears: no row here names its author. One statement.
    """
    first = case((Feedback.state == State.SENT_BACK, 0), (Feedback.state == State.HIDDEN, 1), else_=2)
    moved_at = func.coalesce(Feedback.answered_at, Feedback.created_at)
    rows = session.execute(
        select(
            Feedback.id, Feedback.title, Feedback.language, Feedback.state, Feedback.handling,
            Feedback.created_at, Feedback.due_on, Feedback.answered_at,
        )
        .where(
            Feedback.author_id == actor.person_id,
            Feedback.state.in_([State.WAITING, State.SENT_BACK, State.HIDDEN, State.PUBLISHED]),
        )
        .order_by(first, moved_at.desc(), Feedback.id)
        .limit(CONTRIBUTIONS_SHOWN)
    )  # fmt: skip
    return [MyContribution(*row) for row in rows]
