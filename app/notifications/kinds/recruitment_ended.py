"""An edition takes nobody in any more: those still on its lists are told."""

from __future__ import annotations

from flask_babel import gettext as _

from app.enrolment.events import RecruitmentEnded
from app.notifications.kinds.enrolment import ENROLMENT, enrolment_link, person_of
from app.notifications.kinds.kind import NoticeKind
from app.notifications.types import Topic

KIND = NoticeKind(
    name="recruitment_ended",
    topic=Topic.CAMPAIGNS,
    events=(RecruitmentEnded,),
    subject=ENROLMENT,
    subject_id=lambda event: event.enrolment_id,
    recipients=person_of,
    sentence=lambda _row, _seen: _(
        "The recruitment has ended and all places were taken, so you are no longer on the list. "
        "Thank you for wanting to take part: other campaigns will be glad of you."
    ),
    mail_subject=lambda: _("The recruitment has ended"),
    link=enrolment_link,
)
