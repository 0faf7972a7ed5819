"""Somebody joined a while ago and has not started: one reminder, where the entity's switch allows it.

Nobody sees who receives it (``notifications/jobs.py``).
"""

from __future__ import annotations

from flask_babel import gettext as _

from app.core.event import Event
from app.notifications.kinds.edition_opened import EDITION
from app.notifications.kinds.kind import Link, NoticeKind
from app.notifications.queries.editions import SeenEdition
from app.notifications.queries.starts import START_KIND
from app.notifications.types import NoticeRow, Topic


def _sentence(_row: NoticeRow, _seen: SeenEdition) -> str:
    """Say what is known and what is not."""
    return _(
        "You joined this campaign and, as far as we can tell, you have not started yet. Contributions that nobody can "
        "trace are not included here: perhaps you have already done your part, and then we thank you. You can also "
        "leave on the page of the campaign, without saying why. Nobody in the team sees who receives this reminder."
    )


KIND: NoticeKind[Event, SeenEdition] = NoticeKind(
    name=START_KIND,
    topic=Topic.CAMPAIGNS,
    events=(),  # days pass: nothing happens
    subject=EDITION,
    subject_id=lambda _event: 0,
    recipients=lambda _session, _event: frozenset(),
    sentence=_sentence,
    mail_subject=lambda: _("You can still start"),
    link=lambda _row, seen: Link("home.campaign", {"slug": seen.slug}, _("Open the campaign")),
    is_over=lambda seen: not seen.has_joined,
)
