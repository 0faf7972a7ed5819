"""Somebody becomes the owner of an action: they are told."""

from __future__ import annotations

from flask_babel import gettext as _

from app.actions.events import ActionGiven
from app.i18n import formats
from app.i18n.locale import current_code
from app.notifications.kinds.action import ACTION, action_link
from app.notifications.kinds.kind import NoticeKind
from app.notifications.queries.actions import SeenAction
from app.notifications.types import NoticeRow, Topic


def _sentence(_row: NoticeRow, seen: SeenAction) -> str:
    """Name the day."""
    return _("You now own an action. It is due on %(day)s.", day=formats.day(current_code(), seen.due_on))


KIND = NoticeKind(
    name="action_given",
    topic=Topic.TASKS,
    events=(ActionGiven,),
    subject=ACTION,
    subject_id=lambda event: event.action_id,
    recipients=lambda _session, event: frozenset({event.owner_id} - {event.by_id}),
    sentence=_sentence,
    mail_subject=lambda: _("You own an action on Pépite"),
    link=action_link,
    is_over=lambda seen: not seen.goes_on,
)
