"""The team asks an author for their agreement, or thanks them: the author is told, if anybody knows them."""

from __future__ import annotations

from flask_babel import gettext as _

from app.highlights.events import ShowingAsked
from app.notifications.kinds.contribution import CONTRIBUTION, open_link, subject_id, tell_author
from app.notifications.kinds.kind import NoticeKind
from app.notifications.types import Topic

KIND = NoticeKind(
    name="highlight_asked",
    topic=Topic.CONTRIBUTIONS,
    events=(ShowingAsked,),
    subject=CONTRIBUTION,
    subject_id=subject_id,
    recipients=tell_author,
    sentence=lambda _row, _seen: _(
        "The team values a contribution you wrote, and asks whether it may be shown more widely. You decide."
    ),
    mail_subject=lambda: _("The team values your contribution"),
    link=open_link,
)
