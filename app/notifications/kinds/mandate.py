"""What the notices about a mandate share."""

from __future__ import annotations

from flask_babel import gettext as _

from app.notifications.kinds.kind import Link, Subject
from app.notifications.queries.accounts import SeenMandate, seen_mandates
from app.notifications.types import NoticeRow, SubjectType

MANDATE = Subject(SubjectType.MANDATE, seen_mandates, lambda: _("One of your roles changed; it no longer exists."))


def home_link(_row: NoticeRow, _seen: SeenMandate) -> Link:
    """Lead to the home page, which says what each role asks for."""
    return Link("home.home", {}, _("Open the home page"))
