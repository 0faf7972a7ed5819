"""An edition is ready but for the approval of the sponsor: those who can approve it are told, once each."""

from __future__ import annotations

from flask_babel import gettext as _

from app.core.event import Event
from app.notifications.kinds.kind import NoticeKind
from app.notifications.kinds.preparation import PREPARATION, readiness_link
from app.notifications.queries.preparing import SeenPreparation
from app.notifications.types import NoticeRow, Topic

NOBODY: frozenset[int] = frozenset()


def _sentence(_row: NoticeRow, seen: SeenPreparation) -> str:
    """Ask, or say that it was done."""
    if seen.is_draft and not seen.is_approved:
        return _("A campaign is ready for %(entity)s. It opens only once you approve it.", entity=seen.entity_name)
    return _("A campaign was waiting for an approval in %(entity)s; it has been approved.", entity=seen.entity_name)


KIND: NoticeKind[Event, SeenPreparation] = NoticeKind(
    name="approval_awaited",
    topic=Topic.TASKS,
    events=(),
    subject=PREPARATION,
    subject_id=lambda _event: 0,
    recipients=lambda _session, _event: NOBODY,
    sentence=_sentence,
    mail_subject=lambda: _("A campaign is waiting for your approval"),
    link=readiness_link,
    is_over=lambda seen: seen.is_approved or not seen.is_draft,
)
