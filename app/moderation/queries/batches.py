"""What a moderator decided on several contributions at once, within the last day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from app.core import clock
from app.moderation.models import DecisionUndo, ModerationDecision
from app.moderation.types import Outcome
from app.policy.actor import Actor
from app.policy.check import require
from app.policy.facts import NOTHING
from app.policy.rules import Action

BATCHES_SHOWN = 50


@dataclass(frozen=True, slots=True)
class BatchRow:
    """One decision on several contributions; no outcome once all of it is undone."""

    id: int
    at: datetime
    outcome: Outcome | None
    decided: int
    undone: int


def batches_of(session: Session, actor: Actor, within: timedelta) -> tuple[BatchRow, ...]:
    """Return what the actor decided at once, the newest first. One statement, whatever their number."""
    require(actor, Action.QUEUE_VIEW, NOTHING)
    at = func.min(DecisionUndo.at)
    rows = session.execute(
        select(
            DecisionUndo.batch_id,
            at,
            func.min(ModerationDecision.outcome),
            func.count(),
            func.sum(case((DecisionUndo.is_done, 1), else_=0)),
        )
        .outerjoin(ModerationDecision, ModerationDecision.id == DecisionUndo.id)
        .where(
            DecisionUndo.by_id == actor.person_id,
            DecisionUndo.batch_id.is_not(None),
            DecisionUndo.at >= clock.now() - within,
        )
        .group_by(DecisionUndo.batch_id)
        .order_by(at.desc())
        .limit(BATCHES_SHOWN)
    )
    return tuple(
        BatchRow(batch_id, decided_at, Outcome(outcome) if outcome else None, decided, undone)
        for batch_id, decided_at, outcome, decided, undone in rows
    )
