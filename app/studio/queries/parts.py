"""What stands in a campaign already, for the page of missions and questions."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.missions.models import Mission
from app.policy.actor import Actor
from app.policy.check import require
from app.policy.facts import Facts
from app.policy.rules import Action
from app.questionnaires.models import Questionnaire
from app.themes.models import Theme


@dataclass(frozen=True, slots=True)
class FramedParts:
    """Missions by number, questionnaires and themes by id, each with the text of its name."""

    missions: tuple[tuple[int, int], ...]
    questionnaires: tuple[tuple[int, int], ...]
    themes: tuple[tuple[int, int], ...]

    @property
    def text_ids(self) -> tuple[int, ...]:
        """The texts of all the names."""
        return tuple(text_id for part in (self.missions, self.questionnaires, self.themes) for _key, text_id in part)


def framed_parts(session: Session, actor: Actor, campaign_id: int) -> FramedParts:
    """Return the missions, questionnaires and themes of a campaign. Three statements.

    :raises Forbidden: only the central team prepares campaigns
    """
    require(actor, Action.CAMPAIGN_WRITE, Facts(campaign_id=campaign_id))
    missions = select(Mission.number, Mission.title_text_id).where(Mission.campaign_id == campaign_id)
    asked = select(Questionnaire.id, Questionnaire.title_text_id).where(Questionnaire.campaign_id == campaign_id)
    themes = select(Theme.id, Theme.name_text_id).where(Theme.campaign_id == campaign_id)
    return FramedParts(
        tuple((row[0], row[1]) for row in session.execute(missions.order_by(Mission.number))),
        tuple((row[0], row[1]) for row in session.execute(asked.order_by(Questionnaire.id))),
        tuple((row[0], row[1]) for row in session.execute(themes.order_by(Theme.made_at, Theme.id))),
    )
