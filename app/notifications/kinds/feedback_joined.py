"""Another contribution was merged into one: its author is told."""

from __future__ import annotations

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.merging.events import FeedbackMerged
from app.notifications.kinds.contribution import CONTRIBUTION, NOBODY, open_link, subject_id, tell_author
from app.notifications.kinds.kind import NoticeKind
from app.notifications.queries.contributions import is_merged_into
from app.notifications.types import Topic
from app.policy.actor import SYSTEM


def _recipients(session: Session, event: FeedbackMerged) -> frozenset[int]:
    if not is_merged_into(session, SYSTEM, event.duplicate_id, event.feedback_id):
        return NOBODY
    return tell_author(session, event) - {event.by_id}


KIND = NoticeKind(
    name="feedback_joined",
    topic=Topic.CONTRIBUTIONS,
    events=(FeedbackMerged,),
    subject=CONTRIBUTION,
    subject_id=subject_id,
    recipients=_recipients,
    sentence=lambda _row, _seen: _("A contribution that says the same has been merged into yours."),
    mail_subject=lambda: _("A contribution has been merged into yours"),
    link=open_link,
)
