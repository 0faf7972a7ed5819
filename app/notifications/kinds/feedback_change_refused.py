"""A moderator kept the former version of a contribution: its author is told, and reads the reason."""

from __future__ import annotations

from flask_babel import gettext as _

from app.moderation.events import CaseChangeRefused
from app.notifications.kinds.contribution import CONTRIBUTION, open_link, subject_id, tell_author
from app.notifications.kinds.kind import NoticeKind
from app.notifications.queries.contributions import SeenContribution
from app.notifications.types import NoticeRow, Topic


def _sentence(_row: NoticeRow, _seen: SeenContribution) -> str:
    """Say what others read now."""
    return _("A moderator did not accept your change; others still see the previous version.")


KIND = NoticeKind(
    name="feedback_change_refused",
    topic=Topic.CONTRIBUTIONS,
    events=(CaseChangeRefused,),
    subject=CONTRIBUTION,
    subject_id=subject_id,
    recipients=tell_author,
    sentence=_sentence,
    mail_subject=lambda: _("Your change was not accepted"),
    link=open_link,
    quote=lambda seen: seen.refusal,
)
