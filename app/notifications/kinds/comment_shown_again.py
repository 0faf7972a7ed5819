"""Another moderator looked at a hidden comment, and shows it again: who wrote it is told."""

from __future__ import annotations

from flask_babel import gettext as _

from app.moderation.events import CommentShownAgain
from app.notifications.kinds.comment_hidden import COMMENT
from app.notifications.kinds.kind import Link, NoticeKind
from app.notifications.queries.reports import writer_of_comment
from app.notifications.types import Topic
from app.policy.actor import SYSTEM

KIND = NoticeKind(
    name="comment_shown_again",
    topic=Topic.CONTRIBUTIONS,
    events=(CommentShownAgain,),
    subject=COMMENT,
    subject_id=lambda event: event.comment_id,
    recipients=lambda session, event: writer_of_comment(session, SYSTEM, event.comment_id),
    sentence=lambda _row, _seen: _("Another moderator has looked at a comment of yours: others can see it again."),
    mail_subject=lambda: _("A comment of yours is shown again"),
    link=lambda _row, seen: Link("feedback.feedback", {"feedback_id": seen.feedback_id}, _("Open the contribution")),
)
