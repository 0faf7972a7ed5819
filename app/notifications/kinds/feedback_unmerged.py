"""A merge was undone: who wrote the contribution that stands by itself again, supported it or commented is told."""

from __future__ import annotations

from flask_babel import gettext as _

from app.merging.events import MergeUndone
from app.notifications.kinds.contribution import CONTRIBUTION, open_link, subject_id, tell_readers
from app.notifications.kinds.kind import NoticeKind
from app.notifications.queries.contributions import audience_of
from app.notifications.types import Topic

KIND = NoticeKind(
    name="feedback_unmerged",
    topic=Topic.CONTRIBUTIONS,
    events=(MergeUndone,),
    subject=CONTRIBUTION,
    subject_id=subject_id,
    recipients=tell_readers(audience_of),
    sentence=lambda _row, _seen: _(
        "A contribution you wrote, supported or commented on is no longer merged: it stands by itself again."
    ),
    mail_subject=lambda: _("A contribution you wrote, supported or commented on stands by itself again"),
    link=open_link,
)
