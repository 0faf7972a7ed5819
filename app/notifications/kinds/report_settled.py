"""A moderator looked at what a reader reported: the reader is told what became of it."""

from __future__ import annotations

from flask_babel import gettext as _

from app.moderation.events import ReportSettled
from app.moderation.types import ReportOutcome
from app.notifications.kinds.kind import Link, NoticeKind, Subject
from app.notifications.queries.reports import SeenReport, reporter_of_content, seen_reports
from app.notifications.types import NoticeRow, SubjectType, Topic
from app.policy.actor import SYSTEM

REPORT = Subject(SubjectType.CONTENT_REPORT, seen_reports, lambda: _("What you reported is no longer there."))


def _sentence(_row: NoticeRow, seen: SeenReport) -> str:
    """Say whether it still stands there."""
    if seen.outcome is None:
        return _("What you reported is waiting to be read by a moderator again.")
    if seen.is_comment:
        return (
            _("A moderator has looked at the comment you reported; others can no longer see it.")
            if seen.outcome is ReportOutcome.ACTED
            else _("A moderator has looked at the comment you reported; it stays visible.")
        )
    if seen.outcome is ReportOutcome.ACTED:
        return _("A moderator has looked at the contribution you reported; others can no longer see it.")
    return _("A moderator has looked at the contribution you reported; it stays visible.")


KIND = NoticeKind(
    name="report_settled",
    topic=Topic.CONVERSATIONS,
    events=(ReportSettled,),
    subject=REPORT,
    subject_id=lambda event: event.report_id,
    recipients=lambda session, event: reporter_of_content(session, SYSTEM, event.report_id),
    sentence=_sentence,
    mail_subject=lambda: _("What you reported has been looked at"),
    link=lambda _row, _seen: Link("home.mine", {}, _("My activity")),
)
