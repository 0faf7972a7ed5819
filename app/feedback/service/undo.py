"""What a moderator did to a contribution is undone."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.feedback.lifecycle import require_way_back, stage_of
from app.feedback.models import Comment, Feedback
from app.feedback.service.versions import Standing, Versions
from app.feedback.types import CommentRole
from app.policy.actor import Actor
from app.policy.check import require
from app.policy.facts import Facts
from app.policy.rules import Action


def put_back_locked(
    session: Session, actor: Actor, locked: tuple[Feedback, Facts], former: Standing, question: str
) -> None:
    """Let a contribution stand where it stood; the question that sent it back, if there is one, was not asked.

    It is locked, and the caller knows that nothing happened to it since, and keeps the figures around this. Comments
    and me-toos stay with it, as when it is hidden.

    :raises NotPossibleNow: no moderator brought it from there to where it stands
    """
    feedback, facts = locked
    require(actor, Action.FEEDBACK_MODERATE, facts)
    stood = stage_of(
        former.state, waits=former.waiting_since is not None, has_change=former.pending_version is not None
    )
    require_way_back(feedback.stage, stood)
    Versions(session, feedback).restore(former)
    if question:
        _forget_question(session, actor, feedback, question)


def _forget_question(session: Session, actor: Actor, feedback: Feedback, question: str) -> None:
    asked = select(Comment).where(
        Comment.feedback_id == feedback.id,
        Comment.role == CommentRole.QUESTION,
        Comment.author_id == actor.person_id,
        Comment.body == question,
    )
    comment = session.scalars(asked.order_by(Comment.created_at.desc()).limit(1)).first()
    if comment is not None:
        session.delete(comment)
