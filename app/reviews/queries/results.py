"""What came out, once the session is closed. Marks of one person stand nowhere by themselves."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.errors import NotFound
from app.policy.actor import Actor
from app.policy.check import require_sight
from app.policy.rules import Action
from app.reviews.models import ReviewComparison, ReviewItem, ReviewMark, ReviewOpinion
from app.reviews.queries.reviews import ReviewRow
from app.reviews.queries.subjects import SubjectRow
from app.reviews.types import PairChoice, ReviewKind, ReviewState, SubjectScore, ranked, shares_of, subject_score


@dataclass(frozen=True, slots=True)
class ResultRow:
    """One subject with its place; 0: nobody's marks on it are complete, or it does not count."""

    place: int
    subject: SubjectRow
    score: SubjectScore
    notes: tuple[str, ...]  # of all assessors, without names


@dataclass(frozen=True, slots=True)
class Results:
    """All subjects, the best first, then those without a place; ``took_part``: people who marked something."""

    rows: tuple[ResultRow, ...]
    took_part: frozenset[int]


def results_of(session: Session, actor: Actor, review: ReviewRow, subjects: Sequence[SubjectRow]) -> Results:
    """Return the results of a closed session. Two or three statements, whatever its length.

    :raises NotFound: not the actor's to read, or not closed: nobody reads the marks of somebody else before
    """
    require_sight(actor, Action.REVIEW_READ, review.facts)
    if review.state is not ReviewState.CLOSED:
        raise NotFound
    opinions = session.execute(
        select(ReviewOpinion.item_id, ReviewOpinion.person_id, ReviewOpinion.has_conflict, ReviewOpinion.note)
        .join(ReviewItem, ReviewItem.id == ReviewOpinion.item_id)
        .where(ReviewItem.review_id == review.id)
        .order_by(ReviewOpinion.item_id, ReviewOpinion.person_id)
    ).all()
    excluded = {(row.item_id, row.person_id) for row in opinions if row.has_conflict}
    is_grid = review.kind is ReviewKind.GRID
    scores, people = (_of_grid if is_grid else _of_pairs)(session, review, subjects, excluded)
    first = review.criteria[0].id if review.criteria else None
    counted = {each.id for each in subjects if each.is_counted}
    places = ranked([score for item_id, score in scores.items() if item_id in counted], review.tie_rule, first)
    place_of = {score.item_id: place for place, score in places}
    order = {score.item_id: number for number, (_place, score) in enumerate(places)}
    notes: dict[int, list[str]] = {}
    for row in opinions:
        if row.note:
            notes.setdefault(row.item_id, []).append(row.note)
    rows = [
        ResultRow(place_of.get(each.id, 0), each, scores[each.id], tuple(notes.get(each.id, ())))
        for each in sorted(subjects, key=lambda one: (order.get(one.id, len(order)), one.number))
    ]
    return Results(tuple(rows), people | frozenset(row.person_id for row in opinions if row.note))


Found = tuple[dict[int, SubjectScore], frozenset[int]]


def _of_grid(
    session: Session, review: ReviewRow, subjects: Sequence[SubjectRow], excluded: set[tuple[int, int]]
) -> Found:
    given: dict[int, dict[int, dict[int, int]]] = {}
    people = set()
    for item_id, person_id, criterion_id, value in session.execute(
        select(ReviewMark.item_id, ReviewMark.person_id, ReviewMark.criterion_id, ReviewMark.value)
        .join(ReviewItem, ReviewItem.id == ReviewMark.item_id)
        .where(ReviewItem.review_id == review.id)
    ):
        people.add(person_id)
        if (item_id, person_id) not in excluded:
            given.setdefault(item_id, {}).setdefault(person_id, {})[criterion_id] = value
    weights = {each.id: each.weight for each in review.criteria}
    conflicts = _conflicts(excluded)
    scores = {
        each.id: subject_score(each.id, given.get(each.id, {}).values(), weights, conflicts[each.id], each.me_toos)
        for each in subjects
    }
    return scores, frozenset(people)


def _of_pairs(
    session: Session, review: ReviewRow, subjects: Sequence[SubjectRow], excluded: set[tuple[int, int]]
) -> Found:
    """Count the comparisons between what still counts; a share of 1 is every comparison won."""
    comparisons: list[tuple[int, int, PairChoice]] = []
    by_person: dict[int, list[tuple[int, int, PairChoice]]] = {}
    for one, two, person_id, choice in session.execute(
        select(
            ReviewComparison.first_id, ReviewComparison.second_id, ReviewComparison.person_id, ReviewComparison.choice
        )
        .join(ReviewItem, ReviewItem.id == ReviewComparison.first_id)
        .where(ReviewItem.review_id == review.id)
    ):
        by_person.setdefault(person_id, [])
        if excluded.isdisjoint({(one, person_id), (two, person_id)}):
            comparisons.append((one, two, choice))
            by_person[person_id].append((one, two, choice))
    ids = [each.id for each in subjects if each.is_counted]
    shares = shares_of(ids, comparisons)
    own: dict[int, list[float]] = {}
    for theirs in by_person.values():
        for item_id, (share, _count) in shares_of(ids, theirs).items():
            if share is not None:
                own.setdefault(item_id, []).append(share)
    conflicts = _conflicts(excluded)
    scores = {}
    for each in subjects:
        share, count = shares.get(each.id, (None, 0))
        spread = own.get(each.id, [])
        scores[each.id] = SubjectScore(
            each.id, count, conflicts[each.id], each.me_toos, {}, share, min(spread, default=None),
            max(spread, default=None),
        )  # fmt: skip
    return scores, frozenset(by_person)


def _conflicts(excluded: set[tuple[int, int]]) -> Mapping[int, int]:
    return Counter(item_id for item_id, _person_id in excluded)
