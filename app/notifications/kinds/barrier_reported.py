"""Somebody reported a barrier: who answers for accessibility in their entity is told."""

from __future__ import annotations

from flask_babel import gettext as _

from app.barriers.events import BarrierReported
from app.barriers.types import BarrierState
from app.notifications.kinds.barrier import BARRIER, report_link
from app.notifications.kinds.kind import NoticeKind
from app.notifications.queries.barriers import receivers_of
from app.notifications.types import Topic
from app.policy.actor import SYSTEM

KIND = NoticeKind(
    name="barrier_reported",
    topic=Topic.TASKS,
    events=(BarrierReported,),
    subject=BARRIER,
    subject_id=lambda event: event.report_id,
    recipients=lambda session, event: receivers_of(session, SYSTEM, event.report_id),
    sentence=lambda _row, _seen: _("Somebody has reported a barrier and is waiting for your answer."),
    mail_subject=lambda: _("A barrier has been reported on Pépite"),
    link=report_link,
    is_over=lambda seen: seen.state is BarrierState.SOLVED,
)
