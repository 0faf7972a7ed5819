"""The status or the answer of a reported barrier changed: who reported it is told."""

from __future__ import annotations

from flask_babel import gettext as _

from app.barriers.events import BarrierHandled
from app.barriers.types import BarrierState
from app.notifications.kinds.barrier import BARRIER, report_link
from app.notifications.kinds.kind import NoticeKind
from app.notifications.queries.barriers import SeenBarrier, reporter_of
from app.notifications.types import NoticeRow, Topic
from app.policy.actor import SYSTEM


def _sentence(_row: NoticeRow, seen: SeenBarrier) -> str:
    """Say where it stands; the answer follows."""
    if seen.state is BarrierState.SOLVED:
        return _("A barrier you reported has been solved.")
    if seen.state is BarrierState.IN_PROGRESS:
        return _("A barrier you reported is being worked on.")
    return _("There is something new about a barrier you reported.")


KIND = NoticeKind(
    name="barrier_handled",
    topic=Topic.CONVERSATIONS,
    events=(BarrierHandled,),
    subject=BARRIER,
    subject_id=lambda event: event.report_id,
    recipients=lambda session, event: reporter_of(session, SYSTEM, event.report_id),
    sentence=_sentence,
    mail_subject=lambda: _("News about a barrier you reported"),
    link=report_link,
    quote=lambda seen: seen.answer if seen.answer.text else None,
)
