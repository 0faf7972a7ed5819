"""An author changes, resubmits or takes back a contribution."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.campaigns.types import IdentityLevel
from app.core import clock
from app.core.states import check_move
from app.db.session import transaction
from app.feedback.errors import CannotBeEdited, ChangedMeanwhile
from app.feedback.events import FeedbackResubmitted, FeedbackWithdrawn
from app.feedback.models import Comment, Feedback, FeedbackRevision
from app.feedback.queries.locked import feedback_for_update
from app.feedback.service.sent import refuse_second_reply
from app.feedback.service.shown_entity import settle_shown_entity
from app.feedback.service.tally import Tally
from app.feedback.types import COUNTED, TRANSITIONS, CommentRole, State
from app.journal.record import record
from app.language.detect import detect
from app.language.stems import stems
from app.outbox.publish import publish
from app.policy.actor import Actor
from app.policy.check import require
from app.policy.rules import Action


@dataclass(frozen=True, slots=True)
class RevisionInput:
    """New words for a contribution, and the version they were written against."""

    title: str
    body: str
    version: int


@dataclass(frozen=True, slots=True)
class ReplyInput:
    """What an author answers to a moderator's question."""

    body: str
    submission_key: str


def revise_feedback(session: Session, actor: Actor, feedback_id: int, data: RevisionInput) -> Feedback:
    """Replace the words of a contribution; the former ones are kept, and readers see that it changed.

    What was sent back waits again, unless its author is trusted.

    :raises CannotBeEdited: nobody knows its author
    :raises ChangedMeanwhile: it changed since the form was shown
    """
    with transaction(session):
        feedback, facts = feedback_for_update(session, actor, feedback_id)
        require(actor, Action.FEEDBACK_REVISE, facts)
        if feedback.identity is IdentityLevel.UNTRACEABLE:
            raise CannotBeEdited
        if feedback.version != data.version:
            raise ChangedMeanwhile
        session.add(
            FeedbackRevision(
                feedback_id=feedback.id, version=feedback.version, title=feedback.title, body=feedback.body
            )
        )
        feedback.language = _language(actor, feedback, f"{data.title}\n{data.body}")
        feedback.title, feedback.body, feedback.version = data.title, data.body, feedback.version + 1
        feedback.revised_at = clock.now()
        feedback.stems = stems(f"{data.title} {data.body}", feedback.language)
        if feedback.state is State.PUBLISHED:
            settle_shown_entity(session, feedback)
        _send_again(session, actor, feedback)
        record(session, actor, "feedback.revised", ("feedback", feedback.id, facts), {"version": feedback.version})
    return feedback


def _language(actor: Actor, feedback: Feedback, words: str) -> str:
    """Return the language of a contribution with new words: one that somebody corrected stays."""
    likely = (actor.language,)
    if detect(f"{feedback.title}\n{feedback.body}", likely) != feedback.language:
        return feedback.language
    return detect(words, likely)


def reply_to_question(session: Session, actor: Actor, feedback_id: int, data: ReplyInput) -> Comment:
    """Answer the moderator's question; the contribution waits again. Read by author and moderators only.

    :raises AlreadySent, FormUsed, SentBefore: it was sent before
    """
    with transaction(session):
        feedback, facts = feedback_for_update(session, actor, feedback_id)
        require(actor, Action.FEEDBACK_REVISE, facts)
        untraceable = feedback.identity is IdentityLevel.UNTRACEABLE
        reply = Comment(
            feedback_id=feedback.id,
            body=data.body,
            language=detect(data.body),
            role=CommentRole.REPLY_TO_QUESTION,
            author_id=None if untraceable else actor.person_id,
            submission_key=data.submission_key,
            created_at=_asked_at(session, feedback) if untraceable else clock.now(),
        )
        refuse_second_reply(session, reply, is_asked=feedback.state is State.SENT_BACK)
        check_move(TRANSITIONS, feedback.state, State.WAITING)
        session.add(reply)
        feedback.version += 1
        _send_again(session, actor, feedback)
    return reply


def _asked_at(session: Session, feedback: Feedback) -> datetime:
    """Return the instant of the question that is answered: a nameless reply has none of its own.

    It stands right under the question (``feedback.queries`` sorts a question before its reply).
    """
    asked = select(func.max(Comment.created_at)).where(
        Comment.feedback_id == feedback.id, Comment.role == CommentRole.QUESTION
    )
    return session.scalar(asked) or feedback.created_at


def _send_again(session: Session, actor: Actor, feedback: Feedback) -> None:
    """What was sent back goes back to the queue, or appears when its author is trusted."""
    if feedback.state is not State.SENT_BACK:
        return
    untraceable = feedback.identity is IdentityLevel.UNTRACEABLE
    to = State.PUBLISHED if actor.is_trusted and not untraceable else State.WAITING
    feedback.state = check_move(TRANSITIONS, feedback.state, to)
    at = feedback.created_at if untraceable else clock.now()
    if to is State.PUBLISHED:
        settle_shown_entity(session, feedback)
    feedback.waiting_since = at if to is State.WAITING else None
    feedback.published_at = at if to is State.PUBLISHED else feedback.published_at
    publish(session, FeedbackResubmitted(feedback_id=feedback.id, waits=to is State.WAITING))


def withdraw_feedback(session: Session, actor: Actor, feedback_id: int) -> Feedback:
    """Take a contribution back: nobody reads it any more, and no figure counts it."""
    with transaction(session):
        feedback, facts = feedback_for_update(session, actor, feedback_id)
        require(actor, Action.FEEDBACK_WITHDRAW, facts)
        was_counted = feedback.state in COUNTED
        to = check_move(TRANSITIONS, feedback.state, State.WITHDRAWN)
        if was_counted:
            Tally(session).hold_author(feedback)
            Tally(session).leave(feedback)
        feedback.state, feedback.waiting_since, feedback.version = to, None, feedback.version + 1
        if feedback.author_id is not None:
            record(session, actor, "feedback.withdrawn", ("feedback", feedback.id, facts))
        publish(session, FeedbackWithdrawn(feedback_id=feedback.id))
    return feedback
