"""A moderator gave a contribution back with a question: its author is told, and reads the question."""

from __future__ import annotations

from flask_babel import gettext as _

from app.moderation.events import CaseSentBack
from app.notifications.kinds.contribution import CONTRIBUTION, subject_id, tell_author
from app.notifications.kinds.kind import Link, NoticeKind
from app.notifications.queries.contributions import SeenContribution
from app.notifications.types import NoticeRow, Topic


def _link(row: NoticeRow, _seen: SeenContribution) -> Link:
    """Lead to where the question is answered."""
    return Link("feedback.feedback", {"feedback_id": row.subject_id}, _("Reply to the question"))


KIND = NoticeKind(
    name="feedback_sent_back",
    topic=Topic.CONTRIBUTIONS,
    events=(CaseSentBack,),
    subject=CONTRIBUTION,
    subject_id=subject_id,
    recipients=tell_author,
    sentence=lambda _row, _seen: _(
        "A moderator has a question about your contribution. It will be read again once you have replied."
    ),
    mail_subject=lambda: _("A question about your contribution"),
    link=_link,
    quote=lambda seen: seen.question,
)
