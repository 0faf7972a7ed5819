"""A moderator read the name of a confidential author, who is told by whom, when and why.

A mail is read over shoulders: it says that somebody read a name and where to see more, its subject not even that.
"""

from __future__ import annotations

from flask_babel import gettext as _

from app.feedback.events import NameOpened
from app.notifications.kinds.kind import Link, NoticeKind, Subject
from app.notifications.queries.names import SeenNameOpening, author_of_opening, seen_name_openings
from app.notifications.types import NoticeRow, SubjectType, Topic, WrittenWords
from app.policy.actor import SYSTEM

NAME_OPENING = Subject(
    SubjectType.NAME_OPENING,
    seen_name_openings,
    lambda: _("A moderator read your name on a contribution that no longer exists."),
)


def _sentence(_row: NoticeRow, seen: SeenNameOpening) -> str:
    """Name the moderator; the reason follows."""
    if not seen.by_name:
        return _("A moderator read your name on one of your contributions. The reason:")
    return _("%(name)s read your name on one of your contributions. The reason:", name=seen.by_name)


def _link(_row: NoticeRow, seen: SeenNameOpening) -> Link:
    """Lead to where every opening is listed: the contribution, or home when its author took it back."""
    if seen.is_withdrawn:
        return Link("home.home", {}, _("See who read your name"))
    return Link("feedback.feedback", {"feedback_id": seen.feedback_id}, _("See who read your name"))


KIND = NoticeKind(
    name="name_opened",
    topic=Topic.ACCOUNT,
    events=(NameOpened,),
    subject=NAME_OPENING,
    subject_id=lambda event: event.opening_id,
    recipients=lambda session, event: author_of_opening(session, SYSTEM, event.opening_id),
    sentence=_sentence,
    mail_subject=lambda: _("Information for you on Pépite"),
    mail_sentence=lambda: _("Somebody read your name on a contribution. Pépite shows you who, when and why."),
    link=_link,
    quote=lambda seen: WrittenWords(seen.reason),
)
