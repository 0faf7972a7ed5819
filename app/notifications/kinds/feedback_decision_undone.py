"""A moderator took a decision on a contribution back: its author, who was told of the decision, is told of that."""

from __future__ import annotations

from flask_babel import gettext as _

from app.moderation.events import CaseUndone
from app.notifications.kinds.contribution import CONTRIBUTION, open_link, subject_id, tell_author
from app.notifications.kinds.kind import NoticeKind
from app.notifications.queries.contributions import SeenContribution
from app.notifications.types import NoticeRow, Topic


def _sentence(_row: NoticeRow, _seen: SeenContribution) -> str:
    """Say what becomes of the contribution now."""
    return _("A moderator has undone the last decision on your contribution. A moderator will read it again.")


KIND = NoticeKind(
    name="feedback_decision_undone",
    topic=Topic.CONTRIBUTIONS,
    events=(CaseUndone,),
    subject=CONTRIBUTION,
    subject_id=subject_id,
    recipients=tell_author,
    sentence=_sentence,
    mail_subject=lambda: _("A decision on your contribution has been undone"),
    link=open_link,
)
