"""The team answers, moves the handling state, and moderates."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.campaigns.types import IdentityLevel
from app.core import clock
from app.core.states import check_move
from app.db.session import transaction
from app.entities.models import Entity
from app.feedback.errors import ChangedMeanwhile, HandlingReasonMissing
from app.feedback.events import FeedbackAnswered
from app.feedback.models import Comment, Feedback, OfficialAnswer
from app.feedback.queries.locked import feedback_for_update
from app.feedback.service.shown_entity import settle_shown_entity
from app.feedback.service.tally import Tally
from app.feedback.types import COUNTED, TRANSITIONS, CommentRole, Handling, State
from app.journal.record import record
from app.language.detect import detect
from app.outbox.publish import publish
from app.policy.actor import Actor
from app.policy.check import require
from app.policy.rules import Action

ANSWER_MAX_CHARS = 4000


@dataclass(frozen=True, slots=True)
class AnswerInput:
    """The official answer; ``version`` is that of the answer shown while writing (0: none yet)."""

    body: str
    version: int = 0


@dataclass(frozen=True, slots=True)
class HandlingInput:
    """Where a contribution goes next, and the version that was read; *not kept* needs a reason."""

    handling: Handling
    version: int
    reason: str = ""


def answer_feedback(session: Session, actor: Actor, feedback_id: int, data: AnswerInput) -> OfficialAnswer:
    """Write the official answer, or replace its words; the first one keeps the promise or not.

    :raises ChangedMeanwhile: a colleague answered first
    """
    language = detect(data.body, (actor.language,))
    with transaction(session):
        feedback, facts = feedback_for_update(session, actor, feedback_id)
        require(actor, Action.FEEDBACK_ANSWER, facts)
        before = Tally.of(feedback)
        answer = session.get(OfficialAnswer, feedback.id, populate_existing=True)
        if (answer.version if answer else 0) != data.version:
            raise ChangedMeanwhile
        if answer is None:
            answer = OfficialAnswer(
                feedback_id=feedback.id, body=data.body, language=language, author_id=actor.person_id
            )
            session.add(answer)
            feedback.answered_at = answer.created_at
            today = clock.today(session.get_one(Entity, feedback.entity_id).time_zone)  # the entity's own day
            feedback.is_answered_in_time = feedback.due_on is not None and today <= feedback.due_on
        else:
            answer.body, answer.language = data.body, language
            answer.author_id, answer.version = actor.person_id, answer.version + 1
        Tally(session).change(feedback, before)
        record(session, actor, "feedback.answered", ("feedback", feedback.id, facts), {"version": answer.version})
        publish(session, FeedbackAnswered(feedback_id=feedback.id, version=answer.version, by_id=actor.person_id))
    return answer


def handle_feedback(session: Session, actor: Actor, feedback_id: int, data: HandlingInput) -> Feedback:
    """Move the handling state; author, commenters and me-toos are told. What it says already is not said again.

    :raises HandlingReasonMissing: *not kept* without a reason
    :raises ChangedMeanwhile: it is no longer what the manager read
    """
    with transaction(session):
        feedback, facts = feedback_for_update(session, actor, feedback_id)
        require(actor, Action.FEEDBACK_HANDLE, facts)
        if data.handling is Handling.NOT_KEPT and not data.reason:
            raise HandlingReasonMissing
        if (feedback.handling, feedback.handling_reason) == (data.handling, data.reason):
            return feedback  # the same form twice is one choice
        if feedback.version != data.version:
            raise ChangedMeanwhile
        Tally(session).handle(feedback, data.handling, data.reason, actor.person_id)
        record(session, actor, "feedback.handled", ("feedback", feedback.id, facts), {"handling": data.handling})
    return feedback


def publish_feedback(session: Session, actor: Actor, feedback_id: int, version: int) -> Feedback:
    """Let everybody read a contribution that waited, was sent back or was hidden.

    :raises ChangedMeanwhile: it is no longer what the moderator read
    """
    return _moderate(session, actor, (feedback_id, version), State.PUBLISHED, "")


def hide_feedback(session: Session, actor: Actor, feedback_id: int, version: int) -> Feedback:
    """Stop showing a contribution to others; no figure counts it."""
    return _moderate(session, actor, (feedback_id, version), State.HIDDEN, "")


def send_back_feedback(session: Session, actor: Actor, feedback_id: int, version: int, question: str) -> Feedback:
    """Give a contribution back to its author with a question, which only they and the moderators read."""
    return _moderate(session, actor, (feedback_id, version), State.SENT_BACK, question)


def _moderate(session: Session, actor: Actor, seen: tuple[int, int], to: State, question: str) -> Feedback:
    feedback_id, version = seen
    with transaction(session):
        feedback, facts = feedback_for_update(session, actor, feedback_id)
        require(actor, Action.FEEDBACK_MODERATE, facts)
        if feedback.version != version:
            raise ChangedMeanwhile
        was_counted, will_be = feedback.state in COUNTED, to in COUNTED
        check_move(TRANSITIONS, feedback.state, to)
        Tally(session).hold_author(feedback)
        if was_counted and not will_be:
            Tally(session).leave(feedback)
        feedback.state, feedback.version, feedback.waiting_since = to, feedback.version + 1, None
        if will_be and not was_counted:
            Tally(session).enter(feedback)
        if to is State.PUBLISHED:
            settle_shown_entity(session, feedback)
            untraceable = feedback.identity is IdentityLevel.UNTRACEABLE
            feedback.published_at = feedback.created_at if untraceable else clock.now()
        if question:
            session.add(_question(feedback, actor, question))
    return feedback


def _question(feedback: Feedback, actor: Actor, question: str) -> Comment:
    return Comment(
        feedback_id=feedback.id,
        body=question,
        language=detect(question, (actor.language,)),
        role=CommentRole.QUESTION,
        author_id=actor.person_id,
    )
