"""What notices about review sessions have in common."""

from __future__ import annotations

from flask_babel import gettext as _

from app.notifications.kinds.kind import Link, Subject
from app.notifications.queries.reviews import SeenReview, seen_reviews
from app.notifications.types import NoticeRow, SubjectType

REVIEW = Subject(SubjectType.REVIEW, seen_reviews, lambda: _("A review that you no longer take part in."))


def review_link(_row: NoticeRow, seen: SeenReview) -> Link:
    """Lead to the review."""
    return Link("reviews.review", {"review_id": seen.id}, _("Open the review"))
