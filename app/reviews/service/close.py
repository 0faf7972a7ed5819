"""Hand in, close, and propose decisions."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import Person
from app.accounts.types import PersonStatus
from app.core import clock
from app.core.errors import NotFound
from app.db.session import transaction
from app.feedback.types import Verdict
from app.journal.record import record
from app.outbox.publish import publish
from app.policy.actor import Actor
from app.policy.rules import Action
from app.reviews.errors import MarksMissing
from app.reviews.events import ReviewClosed
from app.reviews.models import Review, ReviewAssessor, ReviewItem
from app.reviews.queries import marks_progress, own_marks, review_by_id, subjects_of
from app.reviews.service.locked import lock_review
from app.reviews.service.mark import lock_for_marks
from app.reviews.types import ReviewState


def hand_in(session: Session, actor: Actor, review_id: int) -> None:
    """Hand in one's own marks; they no longer change. The last one in closes the session: results can be read.

    Who has no open account any more is not waited for.

    :raises NotFound, Forbidden, NotPossibleNow: as ``lock_for_marks``
    :raises MarksMissing: something that is asked of the actor is not marked
    """
    with transaction(session):
        review, facts = lock_for_marks(session, actor, review_id)
        row = review_by_id(session, actor, review_id)
        subjects = subjects_of(session, actor, row)
        done, asked = marks_progress(session, actor, row, subjects, own_marks(session, actor, row))
        if done < asked:
            raise MarksMissing
        session.get_one(ReviewAssessor, (review.id, actor.person_id)).handed_in_at = clock.now()
        session.flush()
        record(session, actor, "reviews.hand_in", ("review", review.id, facts))
        waited_for = session.scalars(
            select(ReviewAssessor.person_id)
            .join(Person, Person.id == ReviewAssessor.person_id)
            .where(
                ReviewAssessor.review_id == review.id,
                ReviewAssessor.handed_in_at.is_(None),
                Person.status == PersonStatus.ACTIVE,
            )
        ).first()
        if waited_for is None:
            _close(session, review)


def close_review(session: Session, actor: Actor, review_id: int) -> None:
    """Close a session before all are in: what is marked completely counts. A second click does nothing.

    :raises NotFound, Forbidden, NotPossibleNow: as ``lock_review``; it is not open yet
    """
    with transaction(session):
        states = (ReviewState.OPEN, ReviewState.CLOSED)
        review, facts = lock_review(session, actor, review_id, Action.REVIEW_CHAIR, *states)
        if review.state is ReviewState.CLOSED:
            return
        review.closed_by_id = actor.person_id
        _close(session, review)
        record(session, actor, "reviews.close", ("review", review.id, facts))


def propose_decisions(session: Session, actor: Actor, review_id: int, proposals: Mapping[int, Verdict | None]) -> None:
    """Say what the minutes propose for each subject; it decides nothing.

    :raises NotFound, Forbidden, NotPossibleNow: as ``lock_review``; it is not closed; it has no such subject
    """
    with transaction(session):
        review, facts = lock_review(session, actor, review_id, Action.REVIEW_CHAIR, ReviewState.CLOSED)
        items = {one.id: one for one in session.scalars(select(ReviewItem).where(ReviewItem.review_id == review.id))}
        if not set(proposals) <= set(items):
            raise NotFound
        for item_id, verdict in proposals.items():
            items[item_id].proposal = verdict
        record(session, actor, "reviews.propose", ("review", review.id, facts))


def _close(session: Session, review: Review) -> None:
    review.state, review.closed_at = ReviewState.CLOSED, clock.now()
    review.version += 1
    publish(session, ReviewClosed(review.id))
