"""What is known already, before a contribution is written."""

from __future__ import annotations

from flask import request

from app.known_issues.presenters import IssuePlace, KnownHere
from app.known_issues.queries import newest_issues
from app.missions.queries import MissionTarget
from app.policy.facts import Facts
from app.texts.queries import texts_of
from app.web.context import current_actor, current_locale, current_session

SHOWN = 20  # a form is no list: the others are on the page of known issues


def known_here(target: MissionTarget) -> KnownHere:
    """Return the open known issues of the mission's campaign; none once somebody has written. Two statements."""
    if request.method == "POST":
        return KnownHere()
    session, actor = current_session(), current_actor()
    facts = Facts(campaign_id=target.mission.campaign_id, entity_id=actor.entity_id)
    found = newest_issues(session, actor, facts, SHOWN)
    here = IssuePlace(target.mission.campaign_id, current_locale(), actor)
    return KnownHere.of(found, texts_of(session, actor, found.text_ids), here)
