"""A contribution was merged into another one: who wrote it, supported it or commented on it is told."""

from __future__ import annotations

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.merging.events import FeedbackMerged
from app.notifications.kinds.contribution import CONTRIBUTION, NOBODY, open_link, subject_id
from app.notifications.kinds.kind import NoticeKind
from app.notifications.queries.contributions import followers_of, is_merged_into
from app.notifications.types import Topic
from app.policy.actor import SYSTEM


def _recipients(session: Session, event: FeedbackMerged) -> frozenset[int]:
    """Tell them as long as it is so: a merge that was undone at once is told to nobody."""
    if not is_merged_into(session, SYSTEM, event.duplicate_id, event.feedback_id):
        return NOBODY
    return followers_of(session, SYSTEM, event.duplicate_id) - {event.by_id}


KIND = NoticeKind(
    name="feedback_merged",
    topic=Topic.CONTRIBUTIONS,
    events=(FeedbackMerged,),
    subject=CONTRIBUTION,
    subject_id=subject_id,
    recipients=_recipients,
    sentence=lambda _row, _seen: _(
        "A contribution you wrote, supported or commented on has been merged into another one that says the same."
    ),
    mail_subject=lambda: _("A contribution you wrote, supported or commented on has been merged into another one"),
    link=open_link,
)
