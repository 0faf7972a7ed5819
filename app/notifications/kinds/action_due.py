"""An action comes due, or its day is over: its owner is reminded, once before and once after (``jobs.py``)."""

from __future__ import annotations

from flask_babel import gettext as _

from app.core import clock
from app.core.event import Event
from app.i18n import formats
from app.i18n.locale import current_code
from app.notifications.kinds.action import ACTION, action_link
from app.notifications.kinds.kind import NoticeKind
from app.notifications.queries.actions import SeenAction
from app.notifications.types import NoticeRow, Topic


def _sentence(_row: NoticeRow, seen: SeenAction) -> str:
    """Name the day, or say that it was dealt with."""
    if not seen.goes_on:
        return _("An action of yours was due; it has since ended.")
    day = formats.day(current_code(), seen.due_on)
    if seen.due_on < clock.today():
        return _("An action of yours was due on %(day)s. Please say how it stands.", day=day)
    return _("An action of yours is due on %(day)s.", day=day)


KIND: NoticeKind[Event, SeenAction] = NoticeKind(
    name="action_due",
    topic=Topic.TASKS,
    events=(),  # a day comes: nothing happens
    subject=ACTION,
    subject_id=lambda _event: 0,
    recipients=lambda _session, _event: frozenset(),
    sentence=_sentence,
    mail_subject=lambda: _("An action of yours on Pépite is due"),
    link=action_link,
    is_over=lambda seen: not seen.goes_on,
)
