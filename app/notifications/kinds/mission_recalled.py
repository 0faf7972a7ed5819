"""A mission was recalled: everybody who takes part is told at once, with the reason as it was written."""

from __future__ import annotations

from flask_babel import gettext as _

from app.missions.events import MissionStopped
from app.notifications.kinds.kind import Link, NoticeKind, Subject
from app.notifications.queries.editions import members_of_campaign
from app.notifications.queries.missions import SeenMission, seen_missions
from app.notifications.types import NoticeRow, SubjectType, Topic
from app.policy.actor import SYSTEM

MISSION = Subject(
    SubjectType.MISSION, seen_missions, lambda: _("A mission was recalled; you no longer have access to its campaign.")
)


def _link(_row: NoticeRow, seen: SeenMission) -> Link:
    """Lead to the mission, which says so too."""
    return Link("missions.mission", {"slug": seen.slug, "number": seen.number}, _("See the mission"))


KIND = NoticeKind(
    name="mission_recalled",
    topic=Topic.CAMPAIGNS,
    events=(MissionStopped,),
    subject=MISSION,
    subject_id=lambda event: event.mission_id,
    recipients=lambda session, event: members_of_campaign(session, SYSTEM, event.campaign_id),
    sentence=lambda _row, _seen: _(
        "A mission of a campaign you joined has been recalled, for the reason below. Please do not go on with it."
    ),
    mail_subject=lambda: _("A mission has been recalled: please do not go on with it"),
    link=_link,
    quote=lambda seen: seen.reason,
)
