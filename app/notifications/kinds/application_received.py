"""Somebody asked to take part where the edition asks first: they are told that it has arrived."""

from __future__ import annotations

from flask_babel import gettext as _

from app.enrolment.events import ApplicationReceived
from app.notifications.kinds.enrolment import ENROLMENT, enrolment_link, person_of
from app.notifications.kinds.kind import NoticeKind
from app.notifications.types import Topic

KIND = NoticeKind(
    name="application_received",
    topic=Topic.CAMPAIGNS,
    events=(ApplicationReceived,),
    subject=ENROLMENT,
    subject_id=lambda event: event.enrolment_id,
    recipients=person_of,
    sentence=lambda _row, _seen: _("Your application has arrived. You will be told as soon as it is answered."),
    mail_subject=lambda: _("Your application has arrived"),
    link=enrolment_link,
)
