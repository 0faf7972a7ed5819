"""What the notices about a barrier share."""

from __future__ import annotations

from flask_babel import gettext as _

from app.notifications.kinds.kind import Link, Subject
from app.notifications.queries.barriers import SeenBarrier, seen_barriers
from app.notifications.types import NoticeRow, SubjectType

BARRIER = Subject(SubjectType.BARRIER, seen_barriers, lambda: _("A barrier was reported; it is no longer for you."))


def report_link(row: NoticeRow, _seen: SeenBarrier) -> Link:
    """Lead to the report."""
    return Link("barriers.barrier", {"report_id": row.subject_id}, _("Open the report"))
