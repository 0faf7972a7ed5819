"""A person received a role: they are told."""

from __future__ import annotations

from flask_babel import gettext as _

from app.accounts.events import MandateGiven
from app.notifications.kinds.kind import NoticeKind
from app.notifications.kinds.mandate import MANDATE, home_link
from app.notifications.queries.accounts import SeenMandate
from app.notifications.types import NoticeRow, Topic
from app.web.roles import ROLE_LABELS


def _sentence(_row: NoticeRow, seen: SeenMandate) -> str:
    """Name the role."""
    return _("You have been given a role: %(role)s.", role=ROLE_LABELS[seen.role])


KIND = NoticeKind(
    name="mandate_given",
    topic=Topic.ACCOUNT,
    events=(MandateGiven,),
    subject=MANDATE,
    subject_id=lambda event: event.mandate_id,
    recipients=lambda _session, event: frozenset({event.person_id}),
    sentence=_sentence,
    mail_subject=lambda: _("You have a new role on Pépite"),
    link=home_link,
)
