"""The owner of an action has left: the sponsors of its entity are asked to name another."""

from __future__ import annotations

from flask_babel import gettext as _

from app.actions.events import OwnerMissing
from app.notifications.kinds.action import ACTION, action_link
from app.notifications.kinds.kind import NoticeKind
from app.notifications.queries.actions import SeenAction, sponsors_of_action
from app.notifications.types import NoticeRow, Topic
from app.policy.actor import SYSTEM


def _sentence(_row: NoticeRow, seen: SeenAction) -> str:
    """Ask, or say that somebody has named another."""
    if seen.has_owner_left and seen.goes_on:
        return _("The owner of an action has left. Please name another.")
    return _("The owner of an action had left; this has since been dealt with.")


KIND = NoticeKind(
    name="owner_missing",
    topic=Topic.TASKS,
    events=(OwnerMissing,),
    subject=ACTION,
    subject_id=lambda event: event.action_id,
    recipients=lambda session, event: sponsors_of_action(session, SYSTEM, event.action_id),
    sentence=_sentence,
    mail_subject=lambda: _("An action on Pépite has no owner"),
    link=action_link,
    is_over=lambda seen: not (seen.has_owner_left and seen.goes_on),
)
