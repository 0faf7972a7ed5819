"""A review session is closed: its assessors and who prepared it may read the results."""

from __future__ import annotations

from flask_babel import gettext as _

from app.notifications.kinds.kind import NoticeKind
from app.notifications.kinds.review import REVIEW, review_link
from app.notifications.queries.reviews import readers_of_review
from app.notifications.types import Topic
from app.policy.actor import SYSTEM
from app.reviews.events import ReviewClosed

KIND = NoticeKind(
    name="review_closed",
    topic=Topic.TASKS,
    events=(ReviewClosed,),
    subject=REVIEW,
    subject_id=lambda event: event.review_id,
    recipients=lambda session, event: readers_of_review(session, SYSTEM, event.review_id),
    sentence=lambda _row, _seen: _("A review is closed: its results can be read."),
    mail_subject=lambda: _("A review is closed"),
    link=review_link,
    once=lambda event: str(event.review_id),
)
