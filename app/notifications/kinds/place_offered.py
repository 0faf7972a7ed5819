"""Somebody who had asked takes part now."""

from __future__ import annotations

from flask_babel import gettext as _

from app.enrolment.events import PlaceOffered
from app.notifications.kinds.enrolment import ENROLMENT, enrolment_link, person_of
from app.notifications.kinds.kind import NoticeKind
from app.notifications.types import Topic

KIND = NoticeKind(
    name="place_offered",
    topic=Topic.CAMPAIGNS,
    events=(PlaceOffered,),
    subject=ENROLMENT,
    subject_id=lambda event: event.enrolment_id,
    recipients=person_of,
    sentence=lambda _row, _seen: _(
        "There is a place for you: you are now taking part. You can leave in one click, at any time."
    ),
    mail_subject=lambda: _("There is a place for you"),
    link=enrolment_link,
)
