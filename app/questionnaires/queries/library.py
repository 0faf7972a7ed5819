"""Questionnaires from which questions can be taken."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.campaigns.models import Campaign
from app.policy.actor import Actor
from app.policy.check import can
from app.policy.facts import Facts
from app.policy.rules import Action
from app.questionnaires.models import Questionnaire

LIBRARY_MAX = 200  # the newest


@dataclass(frozen=True, slots=True)
class LibraryEntry:
    """A questionnaire from which questions can be taken, with its campaign."""

    id: int
    title_text_id: int
    campaign_title_text_id: int


def library_of(session: Session, actor: Actor) -> list[LibraryEntry]:
    """Return the questionnaires that the actor may write, the newest first. One statement."""
    rows = session.execute(
        select(Questionnaire.id, Questionnaire.campaign_id, Questionnaire.title_text_id, Campaign.title_text_id)
        .join(Campaign, Campaign.id == Questionnaire.campaign_id)
        .order_by(Questionnaire.id.desc())
        .limit(LIBRARY_MAX)
    )
    return [
        LibraryEntry(row[0], row[2], row[3])
        for row in rows
        if can(actor, Action.QUESTIONNAIRE_WRITE, Facts(campaign_id=row[1]))
    ]
