"""Somebody found no free place: they are told that they are on the waiting list."""

from __future__ import annotations

from flask_babel import gettext as _

from app.enrolment.events import PlaceAwaited
from app.notifications.kinds.enrolment import ENROLMENT, enrolment_link, person_of
from app.notifications.kinds.kind import NoticeKind
from app.notifications.types import Topic

KIND = NoticeKind(
    name="place_awaited",
    topic=Topic.CAMPAIGNS,
    events=(PlaceAwaited,),
    subject=ENROLMENT,
    subject_id=lambda event: event.enrolment_id,
    recipients=person_of,
    sentence=lambda _row, _seen: _(
        "All places are taken for the moment. You are on the waiting list. Places are given in the order in which "
        "people asked: when it is your turn, you get one and you are told. You do not have to do anything."
    ),
    mail_subject=lambda: _("You are on the waiting list"),
    link=enrolment_link,
)
