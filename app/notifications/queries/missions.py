"""Missions as notices speak of them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.campaigns.models import Campaign
from app.missions.models import Mission
from app.notifications.queries.campaigns import with_titles
from app.notifications.types import SeenSubject, WrittenWords
from app.policy.actor import Actor
from app.policy.check import require
from app.policy.facts import Facts
from app.policy.rules import Action


@dataclass(frozen=True, slots=True)
class SeenMission(SeenSubject):
    """A mission whose campaign its reader may open."""

    slug: str
    number: int
    reason: WrittenWords


def seen_missions(session: Session, actor: Actor, ids: Collection[int]) -> dict[int, SeenMission]:
    """Return, of these missions, those whose campaign the actor may see. Two statements."""
    require(actor, Action.NOTICE_READ, Facts(person_id=actor.person_id))
    rows = session.execute(
        select(
            Mission.id, Mission.number, Mission.recall_reason, Campaign.id.label("campaign_id"), Campaign.slug,
            Campaign.title_text_id,
        )
        .join(Campaign, Campaign.id == Mission.campaign_id)
        .where(Mission.id.in_(ids))
    )  # fmt: skip
    seen = with_titles(session, actor, rows, lambda row: Facts(actor.entity_id, row.campaign_id))
    return {
        row.id: SeenMission(
            title=title,
            slug=row.slug,
            number=row.number,
            reason=WrittenWords(row.recall_reason),
            campaign_id=row.campaign_id,
        )
        for row, title in seen
    }
