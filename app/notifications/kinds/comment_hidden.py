"""A moderator hid a comment: who wrote it is told, and reads the reason."""

from __future__ import annotations

from flask_babel import gettext as _

from app.moderation.events import CommentHidden
from app.notifications.kinds.kind import Link, NoticeKind, Subject
from app.notifications.queries.reports import SeenComment, seen_comments, writer_of_comment
from app.notifications.types import NoticeRow, SubjectType, Topic
from app.policy.actor import SYSTEM

COMMENT = Subject(SubjectType.COMMENT, seen_comments, lambda: _("A comment of yours is no longer there."))


def _sentence(_row: NoticeRow, seen: SeenComment) -> str:
    """Announce the reason only where one follows."""
    if seen.reason is None:
        return _("A moderator had hidden a comment of yours; others can see it again.")
    return _("A moderator has hidden a comment of yours; others can no longer see it. This is the reason:")


KIND = NoticeKind(
    name="comment_hidden",
    topic=Topic.CONTRIBUTIONS,
    events=(CommentHidden,),
    subject=COMMENT,
    subject_id=lambda event: event.comment_id,
    recipients=lambda session, event: writer_of_comment(session, SYSTEM, event.comment_id),
    sentence=_sentence,
    mail_subject=lambda: _("A comment of yours has been hidden"),
    link=lambda _row, seen: Link("feedback.feedback", {"feedback_id": seen.feedback_id}, _("Open the contribution")),
    quote=lambda seen: seen.reason,
)
