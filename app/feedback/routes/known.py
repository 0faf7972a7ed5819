"""What is known already, before a contribution is written."""

from __future__ import annotations

from dataclasses import dataclass

from flask import request

from app.known_issues.presenters import IssueLine, IssuePlace, issue_lines
from app.known_issues.queries import issues_of
from app.known_issues.types import IssueState
from app.missions.queries import MissionTarget
from app.policy.facts import Facts
from app.texts.queries import texts_of
from app.web.context import current_actor, current_locale, current_session

SHOWN = 20  # a form is no list: the others are on the page of known issues


@dataclass(frozen=True, slots=True)
class KnownHere:
    """The open known issues above a form: the newest, and how many there are."""

    lines: tuple[IssueLine, ...] = ()
    count: int = 0

    @property
    def has_more(self) -> bool:
        """Whether some are not shown."""
        return self.count > len(self.lines)


def known_here(target: MissionTarget) -> KnownHere:
    """Return the open known issues of the mission's campaign; none once somebody has written. Two statements."""
    if request.method == "POST":
        return KnownHere()
    session, actor = current_session(), current_actor()
    rows = issues_of(
        session,
        actor,
        Facts(campaign_id=target.mission.campaign_id, entity_id=actor.entity_id),
        frozenset({IssueState.OPEN}),
    )
    shown = rows[:SHOWN]
    ids = [text_id for row in shown for text_id in (row.title_text_id, row.body_text_id)]
    here = IssuePlace(target.mission.campaign_id, current_locale(), can_support=True)
    return KnownHere(tuple(issue_lines(shown, texts_of(session, actor, ids), here)), len(rows))
