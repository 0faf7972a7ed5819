"""Decide on a contribution."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core import clock
from app.core.errors import FormUsed
from app.db.session import transaction
from app.decisions.errors import AlreadyRecorded, DecisionReasonMissing
from app.decisions.events import DecisionRecorded
from app.decisions.models import Decision
from app.decisions.types import HANDLING_OF
from app.feedback.queries.locked import feedback_for_update
from app.feedback.service.handle import move_handling
from app.feedback.types import Verdict
from app.journal.record import record
from app.language.detect import detect
from app.outbox.publish import publish
from app.policy.actor import Actor
from app.policy.check import require
from app.policy.rules import Action

__all__ = ["REASON_MAX_CHARS", "DecisionInput", "Verdict", "record_decision"]

REASON_MAX_CHARS = 2000
REMEMBERED = timedelta(days=1)  # the same decision later is a new one


@dataclass(frozen=True, slots=True)
class DecisionInput:
    """What the sponsor decides, and why."""

    verdict: Verdict
    reason: str  # plain text; everybody reads it
    submission_key: str  # hash of the form's single-use key


def record_decision(session: Session, actor: Actor, feedback_id: int, data: DecisionInput) -> Decision:
    """Record a decision, and move the contribution's handling with it; the last decision stands.

    :raises Forbidden: the actor is not the sponsor of its entity, or it is not published
    :raises DecisionReasonMissing: there is no reason
    :raises AlreadyRecorded: the same form was sent before, or the same decision stands for less than a day
    :raises FormUsed: the same form was sent before with another decision
    """
    if not data.reason.strip():
        raise DecisionReasonMissing
    with transaction(session):
        feedback, facts = feedback_for_update(session, actor, feedback_id)
        require(actor, Action.DECISION_RECORD, facts)
        _refuse_second(session, actor, feedback.id, data)
        decision = Decision(
            feedback_id=feedback.id,
            verdict=data.verdict,
            reason=data.reason,
            language=detect(data.reason, (actor.language,)),
            by_id=actor.person_id,
            submission_key=data.submission_key,
        )
        session.add(decision)
        session.flush()
        move_handling(session, actor, feedback, (HANDLING_OF[data.verdict], data.reason))
        details = {"decision_id": decision.id, "verdict": data.verdict.value}
        record(session, actor, "decisions.recorded", ("feedback", feedback.id, facts), details)
        publish(
            session,
            DecisionRecorded(
                feedback_id=feedback.id,
                decision_id=decision.id,
                verdict=data.verdict.value,
                by_id=actor.person_id,
            ),
        )
    return decision


def _refuse_second(session: Session, actor: Actor, feedback_id: int, data: DecisionInput) -> None:
    """Refuse what was sent before; the contribution is locked, so that two clicks cannot both come here first."""
    decided = (data.verdict, data.reason)
    of_form = session.scalars(select(Decision).where(Decision.submission_key == data.submission_key)).one_or_none()
    if of_form is not None:
        raise AlreadyRecorded if (of_form.verdict, of_form.reason) == decided else FormUsed
    last = session.scalars(
        select(Decision).where(Decision.feedback_id == feedback_id).order_by(Decision.at.desc()).limit(1)
    ).one_or_none()
    if last is None or last.by_id != actor.person_id or last.at < clock.now() - REMEMBERED:
        return
    if (last.verdict, last.reason) == decided:
        raise AlreadyRecorded
