"""People ask to take part where the edition asks first: those who decide are told, once a day for each edition."""

from __future__ import annotations

from flask_babel import gettext as _

from app.core import clock
from app.enrolment.events import ApplicationReceived
from app.notifications.kinds.kind import Link, NoticeKind, Subject
from app.notifications.queries.editions import SeenEdition, seen_editions
from app.notifications.queries.enrolments import deciders_of
from app.notifications.types import NoticeRow, SubjectType, Topic
from app.policy.actor import SYSTEM


def _link(_row: NoticeRow, seen: SeenEdition) -> Link:
    """Lead to those who ask."""
    return Link("enrolment.applications", {"slug": seen.slug}, _("See the applications"))


KIND = NoticeKind(
    name="application_to_decide",
    topic=Topic.TASKS,
    events=(ApplicationReceived,),
    subject=Subject(
        SubjectType.EDITION,
        seen_editions,
        lambda: _("Somebody asked to take part in a campaign; you no longer have access to it."),
    ),
    subject_id=lambda event: event.edition_id,
    recipients=lambda session, event: deciders_of(session, SYSTEM, event.enrolment_id),
    sentence=lambda _row, _seen: _("People are asking to take part: accept or decline each application."),
    mail_subject=lambda: _("People are asking to take part in a campaign"),
    link=_link,
    is_news=False,  # how much waits is said once, not line by line
    once=lambda event: f"{event.edition_id} {clock.today()}",
)
