"""The results of a campaign are published, or published again: all who took part are told, once for each version."""

from __future__ import annotations

from flask_babel import gettext as _

from app.notifications.kinds.kind import Link, NoticeKind, Subject
from app.notifications.queries.editions import members_of_campaign
from app.notifications.queries.results import SeenResults, seen_results
from app.notifications.types import NoticeRow, SubjectType, Topic
from app.policy.actor import SYSTEM
from app.results.events import ResultsPublished

RESULTS = Subject(SubjectType.RESULTS, seen_results, lambda: _("Results of a campaign that you can no longer see."))


def _sentence(row: NoticeRow, _seen: SeenResults) -> str:
    """Tell the first version from later ones."""
    if row.params["number"] > 1:
        return _("The results of this campaign have been updated.")
    return _("The results of this campaign are published: what you said, what was decided, and where it stands.")


def _link(_row: NoticeRow, seen: SeenResults) -> Link:
    """Lead to the page."""
    return Link("results.results", {"slug": seen.slug}, _("Read the results"))


KIND = NoticeKind(
    name="results_published",
    topic=Topic.CAMPAIGNS,
    events=(ResultsPublished,),
    subject=RESULTS,
    subject_id=lambda event: event.campaign_id,
    recipients=lambda session, event: members_of_campaign(session, SYSTEM, event.campaign_id) - {event.by_id},
    sentence=_sentence,
    mail_subject=lambda: _("What became of what you said"),
    link=_link,
    keeps=("number",),
    once=lambda event: f"{event.campaign_id} {event.number}",
)
