"""What a contribution's row counts of other rows, so that lists need not: checked against these rows."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, literal, select, union_all
from sqlalchemy.orm import Session, aliased

from app.feedback.models import Comment, Feedback, FeedbackImage, MeToo
from app.feedback.types import CommentRole, CommentState
from app.policy.actor import Actor
from app.policy.check import require
from app.policy.facts import NOTHING
from app.policy.rules import Action

_said = select(func.count()).where(MeToo.feedback_id == Feedback.id).scalar_subquery()
_comments = (
    select(func.count())
    .where(
        Comment.feedback_id == Feedback.id,
        Comment.role == CommentRole.COMMENT,
        Comment.state == CommentState.PUBLISHED,
    )
    .scalar_subquery()
)
_of_merged = aliased(Feedback)
_imported_votes = (
    select(func.coalesce(func.sum(_of_merged.imported_votes), 0))
    .where(_of_merged.shown_in_id == Feedback.id)
    .scalar_subquery()
)
_merged = select(func.count()).where(_of_merged.shown_in_id == Feedback.id).scalar_subquery()
_images = select(func.count()).where(FeedbackImage.feedback_id == Feedback.id).scalar_subquery()

COUNTERS = (
    (Feedback.me_too_count, Feedback.imported_votes + _imported_votes + _said),
    (Feedback.comment_count, _comments),
    (Feedback.image_count, _images),
    (Feedback.merged_count, _merged),
)


@dataclass(frozen=True, slots=True)
class CounterDifference:
    """A counter of a contribution that is not what its rows say."""

    name: str
    feedback_id: int
    stored: int
    expected: int


def counter_differences(session: Session, actor: Actor) -> list[CounterDifference]:
    """Return every counter that is not what its rows say. One statement."""
    require(actor, Action.FIGURES_REBUILD, NOTHING)
    found = [
        select(literal(stored.key), Feedback.id, stored, expected).where(stored != expected)
        for stored, expected in COUNTERS
    ]
    return [CounterDifference(*row) for row in session.execute(union_all(*found))]
