"""An announcement begins to show: those it is for are told, once."""

from __future__ import annotations

from flask_babel import gettext as _

from app.announcements.events import AnnouncementShown
from app.notifications.kinds.kind import Link, NoticeKind, Subject
from app.notifications.queries.announcements import readers_of_announcement, seen_announcements
from app.notifications.types import SubjectType, Topic
from app.policy.actor import SYSTEM

ANNOUNCEMENT = Subject(
    SubjectType.ANNOUNCEMENT, seen_announcements, lambda: _("An announcement that is no longer shown.")
)

KIND = NoticeKind(
    name="announcement",
    topic=Topic.TEAM,
    events=(AnnouncementShown,),
    subject=ANNOUNCEMENT,
    subject_id=lambda event: event.announcement_id,
    recipients=lambda session, event: readers_of_announcement(session, SYSTEM, event.announcement_id),
    sentence=lambda _row, _seen: _("There is a new announcement for you."),
    mail_subject=lambda: _("A new announcement on Pépite"),
    link=lambda _row, _seen: Link("announcements.announcements", {}, _("Read the announcement")),
    is_news=False,  # the home page shows the announcement itself
    once=lambda event: str(event.announcement_id),
)
