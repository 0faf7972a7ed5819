"""Reads of review sessions. No read returns somebody else's marks before the session is closed."""

from __future__ import annotations

from app.reviews.queries.marks import OwnMarks, PairRow, SubjectMarks, marks_progress, own_marks, own_pairs
from app.reviews.queries.results import ResultRow, Results, results_of
from app.reviews.queries.reviews import (
    AssessorRow,
    CriterionRow,
    ListedReview,
    PlaceRow,
    ReviewRow,
    chairable_places,
    entity_facts,
    facts_of_review,
    review_by_id,
    reviews_list,
    reviews_seen,
)
from app.reviews.queries.subjects import SubjectRow, subjects_of

__all__ = [
    "AssessorRow",
    "CriterionRow",
    "ListedReview",
    "OwnMarks",
    "PairRow",
    "PlaceRow",
    "ResultRow",
    "Results",
    "ReviewRow",
    "SubjectMarks",
    "SubjectRow",
    "chairable_places",
    "entity_facts",
    "facts_of_review",
    "marks_progress",
    "own_marks",
    "own_pairs",
    "results_of",
    "review_by_id",
    "reviews_list",
    "reviews_seen",
    "subjects_of",
]  # fmt: skip
