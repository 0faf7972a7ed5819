"""An answer is due on the next working day: who can answer is warned, once (``notifications/jobs.py``)."""

from __future__ import annotations

from flask_babel import gettext as _

from app.core.event import Event
from app.i18n import formats
from app.i18n.locale import current_code
from app.notifications.kinds.contribution import CONTRIBUTION, open_link
from app.notifications.kinds.kind import NoticeKind
from app.notifications.queries.contributions import SeenContribution
from app.notifications.types import NoticeRow, Topic


def _sentence(_row: NoticeRow, seen: SeenContribution) -> str:
    """Name the day, or say that the answer is there."""
    if seen.is_answered or seen.due_on is None:
        return _("An answer was due soon; it has since been written.")
    return _("An answer is promised by %(day)s.", day=formats.day(current_code(), seen.due_on))


KIND: NoticeKind[Event, SeenContribution] = NoticeKind(
    name="answer_due",
    topic=Topic.TASKS,
    events=(),  # a day comes: nothing happens
    subject=CONTRIBUTION,
    subject_id=lambda _event: 0,
    recipients=lambda _session, _event: frozenset(),
    sentence=_sentence,
    mail_subject=lambda: _("An answer is due soon"),
    link=open_link,
    is_over=lambda seen: seen.is_answered,
    is_news=False,  # how many answers are owed is said once, not line by line
    by_day=True,
)
