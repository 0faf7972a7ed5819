"""What the notices about an action share: what is seen, where they lead."""

from __future__ import annotations

from flask_babel import gettext as _

from app.notifications.kinds.kind import Link, Subject
from app.notifications.queries.actions import SeenAction, seen_actions
from app.notifications.types import NoticeRow, SubjectType

ACTION = Subject(SubjectType.ACTION, seen_actions, lambda: _("An action that you no longer follow."))


def action_link(row: NoticeRow, _seen: SeenAction) -> Link:
    """Lead to the action."""
    return Link("actions.action", {"action_id": row.subject_id}, _("Open the action"))
