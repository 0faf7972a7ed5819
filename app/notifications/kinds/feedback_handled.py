"""The handling of a contribution moved: the author and those who supported it are told, unless a decision tells it."""

from __future__ import annotations

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.feedback.events import FeedbackHandled
from app.feedback.presenters.labels import handling_labels
from app.feedback.types import Handling
from app.notifications.kinds.contribution import CONTRIBUTION, NOBODY, open_link, subject_id, tell_readers
from app.notifications.kinds.kind import NoticeKind
from app.notifications.queries.contributions import (
    SeenContribution,
    audience_of,
    contribution_of,
    is_told_as_decision,
)
from app.notifications.types import NoticeRow, Topic
from app.policy.actor import SYSTEM


def _recipients(session: Session, event: FeedbackHandled) -> frozenset[int]:
    """Return those concerned; a decision has a notice of its own, and so has an answer given in the same act."""
    if event.with_answer:
        return NOBODY
    contribution = contribution_of(session, SYSTEM, event.feedback_id)
    if contribution is None or is_told_as_decision(session, SYSTEM, contribution, event.by_id):
        return NOBODY
    return tell_readers(audience_of)(session, event)


def _sentence(row: NoticeRow, _seen: SeenContribution) -> str:
    """Name the new state."""
    label = handling_labels()[Handling(row.params["handling"])]
    return _("A contribution you wrote or supported has a new status: %(state)s.", state=label)


KIND = NoticeKind(
    name="feedback_handled",
    topic=Topic.CONTRIBUTIONS,
    events=(FeedbackHandled,),
    subject=CONTRIBUTION,
    subject_id=subject_id,
    recipients=_recipients,
    sentence=_sentence,
    mail_subject=lambda: _("News of a contribution you wrote or supported"),
    link=open_link,
    keeps=("handling",),
)
