"""A moderator asked a colleague to deal with a case: the colleague is told."""

from __future__ import annotations

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.core import idents
from app.moderation.events import CaseAssigned
from app.notifications.kinds.contribution import CONTRIBUTION, NOBODY, open_link
from app.notifications.kinds.kind import Link, NoticeKind
from app.notifications.queries.contributions import SeenContribution, contribution_of, moderators_of
from app.notifications.types import NoticeRow, Topic
from app.policy.actor import SYSTEM


def _recipients(session: Session, event: CaseAssigned) -> frozenset[int]:
    """Return who was asked, if they may decide on it: nobody is told of what they wrote themselves."""
    contribution = contribution_of(session, SYSTEM, event.feedback_id)
    if contribution is None:
        return NOBODY
    return moderators_of(session, SYSTEM, contribution) & {event.assignee_id}


def _sentence(_row: NoticeRow, seen: SeenContribution) -> str:
    """Say that it is for them, or that it has been dealt with."""
    if seen.still_waits:
        return _("A colleague has asked you to deal with a contribution.")
    return _("A colleague had asked you to deal with a contribution; a moderator has since done so.")


def _link(row: NoticeRow, seen: SeenContribution) -> Link:
    """Lead to the case, open in the queue, or to what is no longer in it."""
    if not seen.still_waits:
        return open_link(row, seen)
    return Link("moderation.queue", {"case": idents.encode(row.subject_id)}, _("Open the queue"))


KIND = NoticeKind(
    name="case_assigned",
    topic=Topic.TASKS,
    events=(CaseAssigned,),
    subject=CONTRIBUTION,
    subject_id=lambda event: event.feedback_id,
    recipients=_recipients,
    sentence=_sentence,
    mail_subject=lambda: _("A contribution is assigned to you"),
    link=_link,
    is_over=lambda seen: not seen.still_waits,
)
