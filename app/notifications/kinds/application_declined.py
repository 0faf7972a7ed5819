"""Somebody who had asked is not taken in: a kind sentence, and no reason that could hurt."""

from __future__ import annotations

from flask_babel import gettext as _

from app.enrolment.events import ApplicationDeclined
from app.notifications.kinds.enrolment import ENROLMENT, enrolment_link, person_of
from app.notifications.kinds.kind import NoticeKind
from app.notifications.types import Topic

KIND = NoticeKind(
    name="application_declined",
    topic=Topic.CAMPAIGNS,
    events=(ApplicationDeclined,),
    subject=ENROLMENT,
    subject_id=lambda event: event.enrolment_id,
    recipients=person_of,
    sentence=lambda _row, _seen: _(
        "No place could be offered to you this time. It says nothing about you or your work, and "
        "other campaigns will be glad of you. Thank you for asking."
    ),
    mail_subject=lambda: _("About your application"),
    link=enrolment_link,
)
