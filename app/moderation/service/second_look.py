"""The author of what was hidden, a contribution or a comment, asks that another moderator look at it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core import clock
from app.core.errors import NotFound, NotPossibleNow
from app.db.session import transaction, unique
from app.feedback.models import Comment, Feedback
from app.feedback.queries.locked import feedback_for_update
from app.feedback.service.called import call_for_hidden_comment, call_second_moderator
from app.feedback.types import CommentRole, CommentState
from app.journal.record import record
from app.moderation.errors import CommentLookTaken, SecondLookTaken
from app.moderation.models import CommentHiding, ModerationDecision, SecondLook
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


def ask_comment_look(session: Session, actor: Actor, comment_id: int) -> Comment:
    """Ask, once, that another moderator than the one who hid a comment look at it: it waits for them.

    :raises CommentLookTaken: it was asked for before
    :raises NotPossibleNow: it is not hidden
    """
    with transaction(session):
        place = select(Comment.feedback_id).where(Comment.id == comment_id, Comment.role == CommentRole.COMMENT)
        feedback_id = session.scalar(place)
        if feedback_id is None:
            raise NotFound
        locked = feedback_for_update(session, actor, feedback_id)
        comment = session.get_one(Comment, comment_id, populate_existing=True)
        facts = replace(locked[1], person_id=comment.author_id)
        require(actor, Action.COMMENT_LOOK_ASK, facts)
        hiding = session.get(CommentHiding, comment.id, populate_existing=True)
        if hiding is None:
            raise NotPossibleNow
        if comment.state is CommentState.WAITING:
            return comment  # the same click twice
        if hiding.look_asked_on is not None:
            raise CommentLookTaken
        comment.state, hiding.look_asked_on = CommentState.WAITING, clock.today()
        call_for_hidden_comment(session, actor, locked[0], facts)
        record(session, actor, "moderation.comment_look_asked", ("comment", comment.id, facts))
    return comment


def note_second_looks(session: Session, decided: Mapping[int, int], outcome: Outcome) -> None:
    """Keep what second looks led to that are still to come. For the use cases that decide.

    ``decided``: the number of each decision, by contribution.
    """
    due = select(SecondLook).where(SecondLook.feedback_id.in_(decided), SecondLook.decision_id.is_(None))
    for look in session.scalars(due.execution_options(populate_existing=True)):
        look.outcome, look.decision_id = outcome, decided[look.feedback_id]


def forget_second_looks(session: Session, decision_ids: Collection[int]) -> None:
    """Let second looks be still to come: the decisions were undone. For the use cases that undo."""
    for look in session.scalars(select(SecondLook).where(SecondLook.decision_id.in_(decision_ids))):
        look.outcome = look.decision_id = None
