"""A moderator published what waited: its author is told."""

from __future__ import annotations

from flask_babel import gettext as _

from app.moderation.events import CasePublished
from app.notifications.kinds.contribution import CONTRIBUTION, open_link, subject_id, tell_author
from app.notifications.kinds.kind import NoticeKind
from app.notifications.types import Topic

KIND = NoticeKind(
    name="feedback_published",
    topic=Topic.CONTRIBUTIONS,
    events=(CasePublished,),
    subject=CONTRIBUTION,
    subject_id=subject_id,
    recipients=tell_author,
    sentence=lambda _row, _seen: _("Your contribution has been read and is published. Your colleagues can see it now."),
    mail_subject=lambda: _("Your contribution is published"),
    link=open_link,
)
