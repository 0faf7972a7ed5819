"""A role ends on its own day: its holder is told that morning (``notifications/jobs.py``)."""

from __future__ import annotations

from flask_babel import gettext as _

from app.accounts.types import MandateStatus
from app.core.event import Event
from app.i18n import formats
from app.i18n.locale import current_code
from app.notifications.kinds.kind import NoticeKind
from app.notifications.kinds.mandate import MANDATE, home_link
from app.notifications.queries.accounts import SeenMandate
from app.notifications.types import NoticeRow, Topic
from app.web.roles import ROLE_LABELS


def _sentence(row: NoticeRow, seen: SeenMandate) -> str:
    """Name the role and its last day."""
    last = formats.day(current_code(), seen.ends_on or row.created_at.date())
    return _("One of your roles is ending: %(role)s. Its last day is %(day)s.", role=ROLE_LABELS[seen.role], day=last)


KIND: NoticeKind[Event, SeenMandate] = NoticeKind(
    name="mandate_ends",
    topic=Topic.ACCOUNT,
    events=(),  # a day comes: nothing happens
    subject=MANDATE,
    subject_id=lambda _event: 0,
    recipients=lambda _session, _event: frozenset(),
    sentence=_sentence,
    mail_subject=lambda: _("One of your roles on Pépite ends soon"),
    link=home_link,
    is_over=lambda seen: seen.status is not MandateStatus.GIVEN,
)
