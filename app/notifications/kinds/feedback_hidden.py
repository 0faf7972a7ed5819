"""A moderator hid a contribution: its author is told, and reads the reason."""

from __future__ import annotations

from flask_babel import gettext as _

from app.moderation.events import CaseHidden
from app.notifications.kinds.contribution import CONTRIBUTION, open_link, subject_id, tell_author
from app.notifications.kinds.kind import NoticeKind
from app.notifications.queries.contributions import SeenContribution
from app.notifications.types import NoticeRow, Topic


def _sentence(_row: NoticeRow, seen: SeenContribution) -> str:
    """Announce the reason only where one follows."""
    if seen.reason is None:
        return _("A moderator has hidden your contribution; others can no longer see it.")
    return _("A moderator has hidden your contribution; others can no longer see it. This is the reason:")


KIND = NoticeKind(
    name="feedback_hidden",
    topic=Topic.CONTRIBUTIONS,
    events=(CaseHidden,),
    subject=CONTRIBUTION,
    subject_id=subject_id,
    recipients=tell_author,
    sentence=_sentence,
    mail_subject=lambda: _("Your contribution has been hidden"),
    link=open_link,
    quote=lambda seen: seen.reason,
)
