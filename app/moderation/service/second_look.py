"""The author of what was hidden asks that another moderator look at it."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core import clock
from app.db.session import transaction, unique
from app.feedback.models import Feedback
from app.feedback.queries.locked import feedback_for_update
from app.feedback.service.called import call_second_moderator
from app.journal.record import record
from app.moderation.errors import SecondLookTaken
from app.moderation.models import ModerationDecision, SecondLook
from app.moderation.types import Outcome
from app.policy.actor import Actor
from app.policy.check import require
from app.policy.rules import Action


def ask_second_look(session: Session, actor: Actor, feedback_id: int) -> Feedback:
    """Ask, once, that another moderator than the one who hid a contribution look at it.

    Of an author nobody knows, the journal keeps nothing.

    :raises SecondLookTaken: it was asked for before
    :raises NotPossibleNow: it is not hidden
    """
    with transaction(session):
        feedback, facts = feedback_for_update(session, actor, feedback_id)
        require(actor, Action.SECOND_LOOK_ASK, facts)
        known = session.get(SecondLook, feedback.id, populate_existing=True)
        if known is not None and (feedback.first_decider_id is None or known.decision_id is not None):
            raise SecondLookTaken
        if known is not None:
            return feedback  # the same click twice
        hidden_by = session.scalar(
            select(ModerationDecision.by_id)
            .where(ModerationDecision.feedback_id == feedback.id, ModerationDecision.outcome == Outcome.HIDDEN)
            .order_by(ModerationDecision.at.desc(), ModerationDecision.id)
            .limit(1)
        )
        call_second_moderator(session, actor, feedback.id, hidden_by)
        with unique(session, SecondLookTaken):
            session.add(SecondLook(feedback_id=feedback.id, asked_on=clock.today()))
        if feedback.author_id is not None:
            record(session, actor, "moderation.second_look_asked", ("feedback", feedback.id, facts))
    return feedback


def note_second_look(session: Session, feedback_id: int, decision_id: int, outcome: Outcome) -> None:
    """Keep what the second look led to, if one is still to come. For the use case that decides."""
    look = session.get(SecondLook, feedback_id)
    if look is not None and look.decision_id is None:
        look.outcome, look.decision_id = outcome, decision_id


def forget_second_look(session: Session, feedback_id: int, decision_id: int) -> None:
    """Let the second look be still to come: the decision was undone. For the use case that undoes."""
    look = session.get(SecondLook, feedback_id)
    if look is not None and look.decision_id == decision_id:
        look.outcome = look.decision_id = None
