"""A role was proposed for a person beside one it is kept apart from: they are told before anybody agrees."""

from __future__ import annotations

from flask_babel import gettext as _

from app.accounts.events import MandateProposed
from app.accounts.types import MandateStatus
from app.notifications.kinds.kind import NoticeKind
from app.notifications.kinds.mandate import MANDATE, home_link
from app.notifications.queries.accounts import SeenMandate
from app.notifications.types import NoticeRow, Topic
from app.web.roles import ROLE_LABELS


def _sentence(_row: NoticeRow, seen: SeenMandate) -> str:
    """Name the role, and say that it gives no right yet; or that it is settled."""
    role = ROLE_LABELS[seen.role]
    if seen.status is MandateStatus.PROPOSED:
        return _("A role has been proposed for you: %(role)s. It begins once a second colleague agrees.", role=role)
    return _("A role was proposed for you: %(role)s. A decision has since been taken.", role=role)


KIND = NoticeKind(
    name="mandate_proposed",
    topic=Topic.ACCOUNT,
    events=(MandateProposed,),
    subject=MANDATE,
    subject_id=lambda event: event.mandate_id,
    recipients=lambda _session, event: frozenset({event.person_id}),
    sentence=_sentence,
    mail_subject=lambda: _("A role on Pépite has been proposed for you"),
    link=home_link,
    is_over=lambda seen: seen.status is not MandateStatus.PROPOSED,
)
