"""A proposed role is not given: the person who was told of the proposal is told."""

from __future__ import annotations

from flask_babel import gettext as _

from app.accounts.events import MandateNotGiven
from app.notifications.kinds.kind import NoticeKind
from app.notifications.kinds.mandate import MANDATE, home_link
from app.notifications.queries.accounts import SeenMandate
from app.notifications.types import NoticeRow, Topic
from app.web.roles import ROLE_LABELS


def _sentence(_row: NoticeRow, seen: SeenMandate) -> str:
    """Name the role."""
    return _("A role proposed for you was not granted: %(role)s.", role=ROLE_LABELS[seen.role])


KIND = NoticeKind(
    name="mandate_not_given",
    topic=Topic.ACCOUNT,
    events=(MandateNotGiven,),
    subject=MANDATE,
    subject_id=lambda event: event.mandate_id,
    recipients=lambda _session, event: frozenset({event.person_id}),
    sentence=_sentence,
    mail_subject=lambda: _("A role on Pépite was not granted"),
    link=home_link,
)
