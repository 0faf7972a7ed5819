"""One decision on several contributions at once."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.core.idents import new_id
from app.db.session import transaction
from app.moderation.errors import HidingReasonMissing, NothingSelected, QuestionMissing
from app.moderation.service.decide import Move, decide_each
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
    batch_id = new_id()
    chosen = sorted({each.feedback_id: each for each in picked}.values(), key=lambda each: each.feedback_id)[:BULK_MAX]
    said = "" if outcome is Outcome.PUBLISHED else words
    with transaction(session):
        moves = [Move(each.feedback_id, each.version, outcome, said, batch_id) for each in chosen]
        decided = decide_each(session, actor, moves)
    return BulkResult(batch_id, decided, len(chosen) - decided)
