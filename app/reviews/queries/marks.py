"""What an assessor has said so far: their own, and of the others only whether they have handed in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.policy.actor import Actor
from app.policy.check import require_sight
from app.policy.rules import Action
from app.reviews.models import ReviewComparison, ReviewItem, ReviewMark, ReviewOpinion
from app.reviews.queries.reviews import ReviewRow
from app.reviews.queries.subjects import SubjectRow
from app.reviews.types import PairChoice, ReviewKind, pairs_for, weighted_total


@dataclass(frozen=True, slots=True)
class SubjectMarks:
    """One's own marks on one subject."""

    marks: Mapping[int, int]  # criterion → value
    has_conflict: bool
    note: str
    version: int  # 0: nothing is said yet
    total: float | None  # nothing before it is complete


@dataclass(frozen=True, slots=True)
class OwnMarks:
    """One's own marks on every subject, by its number."""

    by_subject: Mapping[int, SubjectMarks]

    def on(self, item_id: int) -> SubjectMarks:
        """Return what is said of one subject."""
        return self.by_subject.get(item_id, NOTHING_SAID)

    def are_asked_on(self, subject: SubjectRow) -> bool:
        """Tell whether one's marks on a subject are asked for."""
        is_free = not subject.is_own and not self.on(subject.id).has_conflict
        return subject.is_counted and subject.is_readable and is_free


NOTHING_SAID = SubjectMarks({}, has_conflict=False, note="", version=0, total=None)


@dataclass(frozen=True, slots=True)
class PairRow:
    """Two subjects, and which comes first for the actor."""

    number: int
    first: SubjectRow
    second: SubjectRow
    choice: PairChoice | None


def own_marks(session: Session, actor: Actor, review: ReviewRow) -> OwnMarks:
    """Return the actor's own marks, notes and conflicts. Two statements.

    :raises NotFound: the actor does not mark it
    """
    require_sight(actor, Action.REVIEW_MARK, review.facts)
    of_review = ReviewItem.review_id == review.id
    marks: dict[int, dict[int, int]] = {}
    for item_id, criterion_id, value in session.execute(
        select(ReviewMark.item_id, ReviewMark.criterion_id, ReviewMark.value)
        .join(ReviewItem, ReviewItem.id == ReviewMark.item_id)
        .where(of_review, ReviewMark.person_id == actor.person_id)
    ):
        marks.setdefault(item_id, {})[criterion_id] = value
    weights = {each.id: each.weight for each in review.criteria}
    return OwnMarks(
        {
            item_id: SubjectMarks(
                marks.get(item_id, {}), has_conflict, note, version, weighted_total(marks.get(item_id, {}), weights)
            )
            for item_id, has_conflict, note, version in session.execute(
                select(ReviewOpinion.item_id, ReviewOpinion.has_conflict, ReviewOpinion.note, ReviewOpinion.version)
                .join(ReviewItem, ReviewItem.id == ReviewOpinion.item_id)
                .where(of_review, ReviewOpinion.person_id == actor.person_id)
            )
        }
    )


def own_pairs(
    session: Session, actor: Actor, review: ReviewRow, subjects: Sequence[SubjectRow], own: OwnMarks
) -> list[PairRow]:
    """Return the pairs that the actor compares, without those they may not judge or that no longer count.

    One statement.

    :raises NotFound: the actor does not mark it
    """
    require_sight(actor, Action.REVIEW_MARK, review.facts)
    number = next(each.number for each in review.assessors if each.person_id == actor.person_id)
    rows = session.execute(
        select(ReviewComparison.first_id, ReviewComparison.second_id, ReviewComparison.choice)
        .join(ReviewItem, ReviewItem.id == ReviewComparison.first_id)
        .where(ReviewItem.review_id == review.id, ReviewComparison.person_id == actor.person_id)
    )
    chosen = {(one, two): choice for one, two, choice in rows}
    judged = {each.id: each for each in subjects if own.are_asked_on(each)}
    pairs = pairs_for([each.id for each in subjects], review.seed, number)
    return [
        PairRow(place, judged[one], judged[two], chosen.get((one, two)))
        for place, (one, two) in enumerate(pairs, 1)
        if one in judged and two in judged
    ]


def marks_progress(
    session: Session, actor: Actor, review: ReviewRow, subjects: Sequence[SubjectRow], own: OwnMarks
) -> tuple[int, int]:
    """Return how much of what is asked of the actor is done, and how much that is. One statement at most."""
    if review.kind is ReviewKind.PAIRS:
        pairs = own_pairs(session, actor, review, subjects, own)
        return sum(pair.choice is not None for pair in pairs), len(pairs)
    require_sight(actor, Action.REVIEW_MARK, review.facts)
    judged = [each for each in subjects if own.are_asked_on(each)]
    return sum(own.on(each.id).total is not None for each in judged), len(judged)
