"""Publish many answers in one act."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy.orm import Session

from app.answering.queries import check_lines
from app.answering.types import AnswerLine, LineFate
from app.core.errors import ChangedMeanwhile, Forbidden, NotFound
from app.db.session import transaction
from app.feedback.service.handle import AnswerInput, answer_feedback
from app.journal.record import record
from app.policy.actor import Actor
from app.policy.check import require
from app.policy.facts import NOTHING, Facts
from app.policy.rules import Action


def publish_answers(session: Session, actor: Actor, campaign_id: int, lines: Sequence[AnswerLine]) -> tuple[int, int]:
    """Publish the new answers of a file; return how many were published, and how many could not be any more.

    Each is an act of its own: what a colleague answered in the meantime is left as it is, and the others are published.
    The same file twice publishes nothing more.

    :raises Forbidden: the actor answers nowhere
    """
    require(actor, Action.ANSWERS_OWED_VIEW, NOTHING)
    wanted = [line for line in check_lines(session, actor, campaign_id, lines) if line.answer]
    published = late = 0
    for line in wanted:
        if line.fate is LineFate.ANSWERED:
            late += 1
        if line.fate is not LineFate.NEW or line.feedback_id is None:
            continue
        try:
            answer_feedback(session, actor, line.feedback_id, AnswerInput(line.answer))
        except (ChangedMeanwhile, Forbidden, NotFound):
            late += 1
        else:
            published += 1
    with transaction(session):
        facts = Facts(campaign_id=campaign_id)
        record(session, actor, "answering.published", ("campaign", campaign_id, facts), {"answers": published})
    return published, late
