"""One decision on several contributions at once, and how they are undone together."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.errors import ChangedMeanwhile, Forbidden, NotFound, NotPossibleNow
from app.core.idents import new_id
from app.db.session import transaction
from app.feedback.models import Feedback
from app.moderation.errors import (
    AlreadyDecided,
    CannotBeUndone,
    HidingReasonMissing,
    NothingSelected,
    QuestionMissing,
)
from app.moderation.models import DecisionUndo
from app.moderation.service.decide import Move, decide, undo_decision
from app.moderation.types import Outcome
from app.policy.actor import Actor
from app.policy.check import require
from app.policy.facts import NOTHING
from app.policy.rules import Action

BULK_MAX = 500
IN_BULK = (Outcome.PUBLISHED, Outcome.SENT_BACK, Outcome.HIDDEN)


@dataclass(frozen=True, slots=True)
class Picked:
    """A contribution, and the version the moderator read."""

    feedback_id: int
    version: int


@dataclass(frozen=True, slots=True)
class BulkResult:
    """How many were decided on, and how many were left as they are; ``batch_id`` undoes the first."""

    batch_id: int
    decided: int
    left: int


def decide_cases(
    session: Session, actor: Actor, outcome: Outcome, picked: Collection[Picked], words: str = ""
) -> BulkResult:
    """Take one decision on several contributions, with the same words for all their authors.

    What changed since it was read, was decided by somebody else, or is not for the actor is left as it is.

    :raises NothingSelected: there is none
    :raises QuestionMissing, HidingReasonMissing: the decision needs words
    """
    require(actor, Action.QUEUE_VIEW, NOTHING)
    if not picked or outcome not in IN_BULK:
        raise NothingSelected
    if not words.strip() and outcome is not Outcome.PUBLISHED:
        raise QuestionMissing if outcome is Outcome.SENT_BACK else HidingReasonMissing
    batch_id, decided = new_id(), 0
    chosen = sorted({each.feedback_id: each for each in picked}.values(), key=lambda each: each.feedback_id)[:BULK_MAX]
    said = "" if outcome is Outcome.PUBLISHED else words
    with transaction(session):
        _lock(session, [each.feedback_id for each in chosen])
        for each in chosen:
            try:
                decide(session, actor, Move(each.feedback_id, each.version, outcome, said, batch_id))
            except (AlreadyDecided, ChangedMeanwhile, NotPossibleNow, Forbidden, NotFound):
                continue  # each of them is raised before anything is written
            decided += 1
    return BulkResult(batch_id, decided, len(chosen) - decided)


def undo_decisions(session: Session, actor: Actor, batch_id: int) -> int:
    """Undo what the actor decided at once, as far as each can be undone; return how many were.

    :raises NotFound: the actor decided nothing under that number
    :raises CannotBeUndone: none of them can be undone any more
    """
    require(actor, Action.QUEUE_VIEW, NOTHING)
    with transaction(session):
        mine = (DecisionUndo.batch_id == batch_id, DecisionUndo.by_id == actor.person_id)
        rows = session.execute(
            select(DecisionUndo.id, DecisionUndo.feedback_id).where(*mine).order_by(DecisionUndo.feedback_id)
        ).all()
        if not rows:
            raise NotFound
        _lock(session, [row.feedback_id for row in rows])
        undone = 0
        for row in rows:
            try:
                undo_decision(session, actor, row.id)
            except (CannotBeUndone, Forbidden, NotFound):
                continue
            undone += 1
        if not undone:
            raise CannotBeUndone
    return undone


def _lock(session: Session, ids: list[int]) -> None:
    """Lock them all in one order before any figure moves: two who decide on the same ones wait for each other."""
    session.execute(select(Feedback.id).where(Feedback.id.in_(ids)).order_by(Feedback.id).with_for_update())
