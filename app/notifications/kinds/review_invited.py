"""A review session asks somebody for marks: they are told until when."""

from __future__ import annotations

from flask_babel import gettext as _

from app.i18n import formats
from app.i18n.locale import current_code
from app.notifications.kinds.kind import NoticeKind
from app.notifications.kinds.review import REVIEW, review_link
from app.notifications.queries.reviews import SeenReview, assessors_told
from app.notifications.types import NoticeRow, Topic
from app.policy.actor import SYSTEM
from app.reviews.events import ReviewersInvited


def _sentence(_row: NoticeRow, seen: SeenReview) -> str:
    """Name the last day, or say that nothing is asked any more."""
    if not seen.is_asked:
        return _("You were asked for your marks in a review; nothing is left to do.")
    return _("You are asked for your marks in a review by %(day)s.", day=formats.day(current_code(), seen.due_on))


KIND = NoticeKind(
    name="review_invited",
    topic=Topic.TASKS,
    events=(ReviewersInvited,),
    subject=REVIEW,
    subject_id=lambda event: event.review_id,
    recipients=lambda session, event: assessors_told(session, SYSTEM, event.review_id, event.person_ids),
    sentence=_sentence,
    mail_subject=lambda: _("You are asked for your marks in a review"),
    link=review_link,
    is_over=lambda seen: not seen.is_asked,
)
