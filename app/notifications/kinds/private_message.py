"""One side of a private conversation wrote to the other: who was written to is told."""

from __future__ import annotations

from flask_babel import gettext as _

from app.asking.events import PrivateMessageSent
from app.notifications.kinds.kind import Link, NoticeKind, Subject
from app.notifications.queries.threads import SeenThread, seen_threads, written_to
from app.notifications.types import NoticeRow, SubjectType, Topic
from app.policy.actor import SYSTEM

THREAD = Subject(SubjectType.THREAD, seen_threads, lambda: _("There was a private question that is no longer for you."))


def _link(row: NoticeRow, _seen: SeenThread) -> Link:
    return Link("asking.thread", {"thread_id": row.subject_id}, _("Open the conversation"))


def _sentence(_row: NoticeRow, seen: SeenThread) -> str:
    """Say whose turn it was to be told."""
    if seen.is_asker:
        return _("Your private question has been answered.")
    if seen.is_follow_up:
        return _("The team has a question about a contribution you wrote. It does not learn who you are.")
    return _("A tester has asked you a private question.")


KIND = NoticeKind(
    name="private_message",
    topic=Topic.CONVERSATIONS,
    events=(PrivateMessageSent,),
    subject=THREAD,
    subject_id=lambda event: event.thread_id,
    recipients=lambda session, event: written_to(session, SYSTEM, event.thread_id, event.side),
    sentence=_sentence,
    mail_subject=lambda: _("A private message on Pépite"),
    link=_link,
    by_day=True,
)
