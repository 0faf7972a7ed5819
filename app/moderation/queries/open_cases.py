"""Conditions of the queue: what is reported, and at what somebody else is asked to look again."""

from __future__ import annotations

from sqlalchemy import Exists, ScalarSelect, func, literal, or_, select

from app.feedback.models import Comment, Feedback
from app.feedback.types import CommentState
from app.moderation.models import CommentHiding, ContentReport, SecondLook
from app.policy.actor import Actor


def open_reports() -> ScalarSelect[int]:
    """Return how many reports of readers are open, of the contribution of the statement around."""
    still_open = (ContentReport.feedback_id == Feedback.id, ContentReport.outcome.is_(None))
    return select(func.count(ContentReport.id)).where(*still_open).correlate(Feedback).scalar_subquery()


def second_look_is_due() -> Exists:
    """Return the condition "its author asked for a second look, which nobody has taken yet"."""
    due = (SecondLook.feedback_id == Feedback.id, SecondLook.outcome.is_(None))
    return select(literal(1)).select_from(SecondLook).where(*due).correlate(Feedback).exists()


def comment_look_is_due(actor: Actor) -> Exists:
    """Return the condition "somebody asked for a second look at a comment on it", which another hid than the actor."""
    others = or_(CommentHiding.by_id.is_(None), CommentHiding.by_id != actor.person_id)
    due = (Comment.feedback_id == Feedback.id, Comment.state == CommentState.WAITING, others)
    hidden = select(literal(1)).select_from(Comment).join(CommentHiding, CommentHiding.comment_id == Comment.id)
    return hidden.where(*due).correlate(Feedback).exists()
