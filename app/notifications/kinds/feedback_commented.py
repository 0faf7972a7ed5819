"""Somebody commented: the author and who commented before are told."""

from __future__ import annotations

from flask_babel import gettext as _

from app.feedback.events import FeedbackCommented
from app.notifications.kinds.contribution import CONTRIBUTION, open_link, subject_id, tell_readers
from app.notifications.kinds.kind import NoticeKind
from app.notifications.queries.contributions import conversation_of
from app.notifications.types import Topic

KIND = NoticeKind(
    name="feedback_commented",
    topic=Topic.CONVERSATIONS,
    events=(FeedbackCommented,),
    subject=CONTRIBUTION,
    subject_id=subject_id,
    recipients=tell_readers(conversation_of),
    sentence=lambda _row, _seen: _("A colleague has commented on a contribution you wrote or commented on."),
    mail_subject=lambda: _("A new comment on a contribution you wrote or commented on"),
    link=open_link,
)
