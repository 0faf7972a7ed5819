"""A contribution waits for a moderator: those who may read it are told.

An untraceable one is told of by the hour instead (``notifications/jobs.py``).
"""

from __future__ import annotations

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.core import idents
from app.feedback.events import FeedbackLanguageCorrected, FeedbackResubmitted, FeedbackSubmitted
from app.notifications.kinds.contribution import CONTRIBUTION, NOBODY, AboutContribution, open_link, subject_id
from app.notifications.kinds.kind import Link, NoticeKind
from app.notifications.queries.contributions import SeenContribution, contribution_of, moderators_of
from app.notifications.types import NoticeRow, Topic
from app.policy.actor import SYSTEM


def _recipients(session: Session, event: AboutContribution) -> frozenset[int]:
    """Return who may moderate it, while it waits."""
    contribution = contribution_of(session, SYSTEM, event.feedback_id)
    if contribution is None or not contribution.waits or contribution.is_untraceable:
        return NOBODY
    return moderators_of(session, SYSTEM, contribution)


def _sentence(_row: NoticeRow, seen: SeenContribution) -> str:
    """Say that it waits, or that somebody has dealt with it."""
    if seen.still_waits and seen.is_read_by_ambassador:
        return _("A contribution is waiting to be read.")
    if seen.still_waits:
        return _("A contribution is waiting to be read. No ambassador here reads this language.")
    return _("A contribution was waiting to be read; a moderator has since dealt with it.")


def _link(row: NoticeRow, seen: SeenContribution) -> Link:
    """Lead to the case, open in the queue, or to what is no longer in it."""
    if not seen.still_waits:
        return open_link(row, seen)
    return Link("moderation.queue", {"case": idents.encode(row.subject_id)}, _("Open the queue"))


KIND: NoticeKind[FeedbackSubmitted | FeedbackResubmitted | FeedbackLanguageCorrected, SeenContribution] = NoticeKind(
    name="feedback_waiting",
    topic=Topic.TASKS,
    events=(FeedbackSubmitted, FeedbackResubmitted, FeedbackLanguageCorrected),
    subject=CONTRIBUTION,
    subject_id=subject_id,
    recipients=_recipients,
    sentence=_sentence,
    mail_subject=lambda: _("A contribution is waiting for you to read it"),
    link=_link,
    is_over=lambda seen: not seen.still_waits,
    is_news=False,  # how much waits is said once, not line by line
    by_day=True,
)
