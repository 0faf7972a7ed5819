"""Marks are expected by tomorrow: assessors who have not handed in are reminded, once (``notifications/jobs.py``)."""

from __future__ import annotations

from flask_babel import gettext as _

from app.core.event import Event
from app.i18n import formats
from app.i18n.locale import current_code
from app.notifications.kinds.kind import NoticeKind
from app.notifications.kinds.review import REVIEW, review_link
from app.notifications.queries.reviews import SeenReview
from app.notifications.types import NoticeRow, Topic


def _sentence(_row: NoticeRow, seen: SeenReview) -> str:
    """Name the last day, or say that nothing is asked any more."""
    if not seen.is_asked:
        return _("Your marks in a review were due soon; nothing is left to do.")
    return _("Your marks in a review are due by %(day)s.", day=formats.day(current_code(), seen.due_on))


KIND: NoticeKind[Event, SeenReview] = NoticeKind(
    name="review_due",
    topic=Topic.TASKS,
    events=(),  # a day comes: nothing happens
    subject=REVIEW,
    subject_id=lambda _event: 0,
    recipients=lambda _session, _event: frozenset(),
    sentence=_sentence,
    mail_subject=lambda: _("Your marks in a review are due soon"),
    link=review_link,
    is_over=lambda seen: not seen.is_asked,
)
