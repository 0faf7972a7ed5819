"""Reads of what is reported: the words of a contribution or comment, and a comment that a moderator may hide."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.errors import NotFound
from app.feedback.models import Comment, Feedback
from app.feedback.types import CommentRole, CommentState
from app.moderation.models import CommentHiding
from app.policy.actor import Actor
from app.policy.check import require, require_sight
from app.policy.facts import NOTHING
from app.policy.rules import Action


@dataclass(frozen=True, slots=True)
class ReportedWords:
    """What a reader is about to report: a comment, or the contribution itself."""

    body: str
    language: str
    author_id: int | None  # of a comment


@dataclass(frozen=True, slots=True)
class CommentCase:
    """One comment, for those who moderate there."""

    feedback_id: int
    title: str
    title_language: str
    body: str
    language: str
    state: CommentState
    held_word: str  # the listed word for which it waits
    reason: str  # why it was hidden, where its author asks for a second look


def reported_words(session: Session, actor: Actor, feedback: Feedback, comment_id: int | None) -> ReportedWords:
    """Return what is about to be reported. One statement.

    :raises NotFound: no such comment stands there for readers
    """
    require_sight(actor, Action.FEEDBACK_VIEW, feedback.facts)
    if comment_id is None:
        return ReportedWords(feedback.body, feedback.language, None)
    row = session.execute(
        select(Comment.body, Comment.language, Comment.author_id).where(
            Comment.id == comment_id,
            Comment.feedback_id == feedback.id,
            Comment.role == CommentRole.COMMENT,
            Comment.state == CommentState.PUBLISHED,
        )
    ).first()
    if row is None:
        raise NotFound
    return ReportedWords(*row)


def with_waiting_comments(session: Session, actor: Actor, feedback_ids: Collection[int]) -> frozenset[int]:
    """Return those of the contributions to which a comment waits for a moderator. One statement."""
    require(actor, Action.QUEUE_VIEW, NOTHING)
    waiting = (Comment.feedback_id.in_(feedback_ids), Comment.state == CommentState.WAITING)
    return frozenset(session.scalars(select(Comment.feedback_id).where(*waiting)))


def comment_case(session: Session, actor: Actor, comment_id: int) -> CommentCase:
    """Return a comment that the actor may hide or show. One statement.

    :raises NotFound: there is none, or the actor does not see its contribution
    :raises Forbidden: the actor does not moderate it, wrote it, or hid it and another moderator is asked
    """
    row = session.execute(
        select(Comment, Feedback, CommentHiding)
        .join(Feedback, Feedback.id == Comment.feedback_id)
        .outerjoin(CommentHiding, CommentHiding.comment_id == Comment.id)
        .where(Comment.id == comment_id, Comment.role == CommentRole.COMMENT)
    ).first()
    if row is None:
        raise NotFound
    comment, feedback = row[0], row[1]
    hiding: CommentHiding | None = row[2]
    waits = comment.state is CommentState.WAITING
    require_sight(actor, Action.FEEDBACK_VIEW, feedback.facts)
    facts = replace(
        feedback.facts,
        person_id=comment.author_id,
        language=comment.language,
        first_decider_id=hiding.by_id if hiding is not None and waits else None,
    )
    require(actor, Action.COMMENT_MODERATE, facts)
    return CommentCase(
        feedback.id,
        feedback.title,
        feedback.language,
        comment.body,
        comment.language,
        comment.state,
        held_word=comment.held_word if waits and hiding is None else "",
        reason=hiding.reason if hiding is not None and waits else "",
    )
