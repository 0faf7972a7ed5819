"""An assessor says what they think: marks, notes, conflicts of interest, pairs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.errors import ChangedMeanwhile, NotFound, NotPossibleNow, Unprocessable
from app.db.session import transaction
from app.journal.record import record
from app.policy.actor import Actor
from app.policy.facts import Facts
from app.policy.rules import Action
from app.reviews.models import (
    Review,
    ReviewAssessor,
    ReviewComparison,
    ReviewCriterion,
    ReviewItem,
    ReviewMark,
    ReviewOpinion,
)
from app.reviews.queries import own_marks, own_pairs, review_by_id, subjects_of
from app.reviews.service.locked import lock_review
from app.reviews.types import MARK_MAX, MARK_MIN, PairChoice, ReviewState

NOTE_MAX_CHARS = 1000


@dataclass(frozen=True, slots=True)
class OpinionInput:
    """What one assessor says of one subject; ``None`` leaves what was said before."""

    marks: Mapping[int, int]  # criterion → value; one that is missing stays as it is
    version: int  # that it was written against; 0 where nothing was said
    note: str | None = None
    has_conflict: bool | None = None


def save_opinions(session: Session, actor: Actor, review_id: int, opinions: Mapping[int, OpinionInput]) -> None:
    """Save one's own marks on some subjects, all or none. What is the same already is left alone.

    :raises NotFound, Forbidden: as ``lock_review``; it has no such subject
    :raises NotPossibleNow: it is not open, or one's marks are handed in
    :raises Unprocessable: a mark is out of the scale, or of no criterion
    :raises ChangedMeanwhile: the same person saved a subject elsewhere since the form was shown
    """
    with transaction(session):
        review, facts = lock_for_marks(session, actor, review_id)
        items = set(session.scalars(select(ReviewItem.id).where(ReviewItem.review_id == review.id)))
        criteria = set(session.scalars(select(ReviewCriterion.id).where(ReviewCriterion.review_id == review.id)))
        if not set(opinions) <= items:
            raise NotFound
        mine = (ReviewOpinion.person_id == actor.person_id, ReviewOpinion.item_id.in_(opinions))
        stored = {one.item_id: one for one in session.scalars(select(ReviewOpinion).where(*mine))}
        given: dict[int, dict[int, ReviewMark]] = {}
        for mark in session.scalars(
            select(ReviewMark).where(ReviewMark.person_id == actor.person_id, ReviewMark.item_id.in_(opinions))
        ):
            given.setdefault(mark.item_id, {})[mark.criterion_id] = mark
        changed = 0
        for item_id, data in opinions.items():
            if not set(data.marks) <= criteria or not all(MARK_MIN <= one <= MARK_MAX for one in data.marks.values()):
                raise Unprocessable
            changed += _save(session, actor, (item_id, data), stored.get(item_id), given.get(item_id, {}))
        if changed:
            record(session, actor, "reviews.mark", ("review", review.id, facts), {"subjects": changed})


def choose_first(session: Session, actor: Actor, review_id: int, pair: tuple[int, int], choice: PairChoice) -> None:
    """Say which of two subjects comes first; the last choice stands.

    :raises NotFound, Forbidden, NotPossibleNow: as ``save_opinions``; the actor is not shown this pair
    """
    with transaction(session):
        lock_for_marks(session, actor, review_id)
        review = review_by_id(session, actor, review_id)
        subjects = subjects_of(session, actor, review)
        pairs = own_pairs(session, actor, review, subjects, own_marks(session, actor, review))
        if pair not in {(each.first.id, each.second.id) for each in pairs}:
            raise NotFound
        stored = session.get(ReviewComparison, (*pair, actor.person_id))
        if stored is None:
            session.add(ReviewComparison(first_id=pair[0], second_id=pair[1], person_id=actor.person_id, choice=choice))
        else:
            stored.choice = choice
        record(session, actor, "reviews.compare", ("review", review.id, review.facts))


def lock_for_marks(session: Session, actor: Actor, review_id: int) -> tuple[Review, Facts]:
    """Return a session that is open, locked, whose marks the actor has not handed in.

    :raises NotFound, Forbidden, NotPossibleNow: as ``lock_review``; they are handed in
    """
    review, facts = lock_review(session, actor, review_id, Action.REVIEW_MARK, ReviewState.OPEN)
    theirs = session.get_one(ReviewAssessor, (review.id, actor.person_id), populate_existing=True)
    if theirs.handed_in_at is not None:
        raise NotPossibleNow
    return review, facts


def _save(
    session: Session,
    actor: Actor,
    said: tuple[int, OpinionInput],
    stored: ReviewOpinion | None,
    given: Mapping[int, ReviewMark],
) -> bool:
    """Save what is said of one subject; tell whether something changed."""
    item_id, data = said
    has_conflict = data.has_conflict if data.has_conflict is not None else bool(stored and stored.has_conflict)
    note = data.note if data.note is not None else (stored.note if stored else "")
    new_marks = {one: value for one, value in data.marks.items() if one not in given or given[one].value != value}
    before = (stored.has_conflict, stored.note) if stored else (False, "")
    if not new_marks and before == (has_conflict, note):
        return False
    if data.version != (stored.version if stored else 0):
        raise ChangedMeanwhile
    if stored is None:
        session.add(ReviewOpinion(item_id=item_id, person_id=actor.person_id, has_conflict=has_conflict, note=note))
    else:
        stored.has_conflict, stored.note = has_conflict, note
        stored.version += 1
    for criterion_id, value in new_marks.items():
        if criterion_id in given:
            given[criterion_id].value = value
            given[criterion_id].version += 1
        else:
            session.add(ReviewMark(item_id=item_id, person_id=actor.person_id, criterion_id=criterion_id, value=value))
    return True
