"""A person's role was ended before its day: they are told. Of its own last day ``mandate_ends`` tells."""

from __future__ import annotations

from flask_babel import gettext as _

from app.accounts.events import MandateEnded
from app.notifications.kinds.kind import NoticeKind
from app.notifications.kinds.mandate import MANDATE, home_link
from app.notifications.queries.accounts import SeenMandate
from app.notifications.types import NoticeRow, Topic
from app.web.roles import ROLE_LABELS


def _sentence(_row: NoticeRow, seen: SeenMandate) -> str:
    """Name the role."""
    return _("One of your roles has been ended: %(role)s.", role=ROLE_LABELS[seen.role])


KIND = NoticeKind(
    name="mandate_ended",
    topic=Topic.ACCOUNT,
    events=(MandateEnded,),
    subject=MANDATE,
    subject_id=lambda event: event.mandate_id,
    recipients=lambda _session, event: frozenset({event.person_id}),
    sentence=_sentence,
    mail_subject=lambda: _("One of your roles on Pépite has ended"),
    link=home_link,
)
