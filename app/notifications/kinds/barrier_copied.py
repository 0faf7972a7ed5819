"""Somebody reported a barrier: they get a copy of what they sent."""

from __future__ import annotations

from flask_babel import gettext as _

from app.barriers.events import BarrierReported
from app.notifications.kinds.barrier import BARRIER, report_link
from app.notifications.kinds.kind import NoticeKind
from app.notifications.queries.barriers import reporter_of
from app.notifications.types import Topic
from app.policy.actor import SYSTEM

KIND = NoticeKind(
    name="barrier_copied",
    topic=Topic.CONVERSATIONS,
    events=(BarrierReported,),
    subject=BARRIER,
    subject_id=lambda event: event.report_id,
    recipients=lambda session, event: reporter_of(session, SYSTEM, event.report_id),
    sentence=lambda _row, _seen: _("Your report of a barrier has been received."),
    mail_subject=lambda: _("Your report has been received"),
    link=report_link,
    quote=lambda seen: seen.words,
    is_news=False,  # whoever has just sent it knows
)
