"""Somebody of the team writes to those who take part in an edition."""

from __future__ import annotations

from flask_babel import gettext as _

from app.messages.events import MemberMessageSent
from app.notifications.kinds.kind import Link, NoticeKind, Subject
from app.notifications.queries.messages import MESSAGE_KIND, SeenMessage, members_written_to, seen_messages
from app.notifications.types import NoticeRow, SubjectType, Topic
from app.policy.actor import SYSTEM

MESSAGE = Subject(
    SubjectType.MESSAGE, seen_messages, lambda: _("You received a message about a campaign; it can no longer be read.")
)


def _sentence(_row: NoticeRow, seen: SeenMessage) -> str:
    """Say who wrote."""
    if seen.sender is None:
        return _("Your team writes to those who take part:")
    return _("%(name)s writes to those who take part:", name=seen.sender)


def _link(_row: NoticeRow, seen: SeenMessage) -> Link:
    """Lead to the campaign."""
    return Link("home.campaign", {"slug": seen.slug}, _("Open the campaign"))


KIND = NoticeKind(
    name=MESSAGE_KIND,
    topic=Topic.TEAM,
    events=(MemberMessageSent,),
    subject=MESSAGE,
    subject_id=lambda event: event.member_message_id,
    recipients=lambda session, event: members_written_to(session, SYSTEM, event.member_message_id),
    sentence=_sentence,
    mail_subject=lambda: _("A message about a campaign in which you take part"),
    link=_link,
    quote=lambda seen: seen.words,
    is_news=False,
    once=lambda event: str(event.member_message_id),
)
