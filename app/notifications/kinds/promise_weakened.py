"""A campaign's promise holds less than before: everybody who joined is told, with the reason as it was written."""

from __future__ import annotations

from flask_babel import gettext as _

from app.campaigns.events import PromiseWeakened
from app.notifications.kinds.kind import Link, NoticeKind, Subject
from app.notifications.queries.editions import members_of_campaign
from app.notifications.queries.promises import SeenPromiseChange, seen_promise_changes
from app.notifications.types import NoticeRow, SubjectType, Topic
from app.policy.actor import SYSTEM

PROMISE_CHANGE = Subject(
    SubjectType.PROMISE_CHANGE,
    seen_promise_changes,
    lambda: _("The promise of a campaign has changed; you no longer have access to the campaign."),
)


def _link(_row: NoticeRow, seen: SeenPromiseChange) -> Link:
    """Lead to what changed, on the campaign's page."""
    return Link("home.campaign", {"slug": seen.slug}, _("See what changed"))


KIND = NoticeKind(
    name="promise_weakened",
    topic=Topic.CAMPAIGNS,
    events=(PromiseWeakened,),
    subject=PROMISE_CHANGE,
    subject_id=lambda event: event.promise_change_id,
    recipients=lambda session, event: members_of_campaign(session, SYSTEM, event.campaign_id),
    sentence=lambda _row, _seen: _(
        "The promise of a campaign you joined is weaker than before, for the reason below. The answer dates "
        "of what you have already sent do not change."
    ),
    mail_subject=lambda: _("The promise of a campaign you joined has changed"),
    link=_link,
    quote=lambda seen: seen.reason,
)
