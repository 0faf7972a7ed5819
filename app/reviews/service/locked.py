"""A session as it is now, held until the transaction ends: what changes it comes one at a time."""

from __future__ import annotations

from sqlalchemy.orm import Session

from app.core.errors import NotPossibleNow
from app.db.lock import locked
from app.policy.actor import Actor
from app.policy.check import require, require_sight
from app.policy.facts import Facts
from app.policy.rules import Action
from app.reviews.models import Review
from app.reviews.queries import facts_of_review
from app.reviews.types import ReviewState


def lock_review(
    session: Session, actor: Actor, review_id: int, action: Action, *states: ReviewState
) -> tuple[Review, Facts]:
    """Return a session that the actor may act on, and its facts.

    :raises NotFound: absent, or the actor neither chairs nor marks it
    :raises Forbidden: the actor reads it, and may not do this
    :raises NotPossibleNow: it is in none of these states
    """
    review = locked(session, Review, review_id)
    facts = facts_of_review(session, review)
    is_ready = review.state is not ReviewState.PREPARING
    require_sight(actor, Action.REVIEW_READ if is_ready else Action.REVIEW_CHAIR, facts)
    require(actor, action, facts)
    if states and review.state not in states:
        raise NotPossibleNow
    return review, facts
