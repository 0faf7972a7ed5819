"""The official answer was written, or written anew: the author and those who supported it are told."""

from __future__ import annotations

from flask_babel import gettext as _

from app.feedback.events import FeedbackAnswered
from app.notifications.kinds.contribution import CONTRIBUTION, open_link, subject_id, tell_readers
from app.notifications.kinds.kind import NoticeKind
from app.notifications.queries.contributions import audience_of
from app.notifications.types import Topic

KIND = NoticeKind(
    name="feedback_answered",
    topic=Topic.CONTRIBUTIONS,
    events=(FeedbackAnswered,),
    subject=CONTRIBUTION,
    subject_id=subject_id,
    recipients=tell_readers(audience_of),
    sentence=lambda _row, _seen: _("The team has answered a contribution you wrote or supported."),
    mail_subject=lambda: _("An official answer to a contribution you wrote or supported"),
    link=open_link,
)
