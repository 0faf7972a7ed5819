"""Results pages as notices speak of them: what a reader may see."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import literal, select
from sqlalchemy.orm import Session

from app.campaigns.models import Campaign
from app.notifications.queries.campaigns import with_titles
from app.notifications.types import SeenSubject
from app.policy.actor import Actor
from app.policy.check import require
from app.policy.facts import Facts
from app.policy.rules import Action
from app.results.models import ResultsVersion


@dataclass(frozen=True, slots=True)
class SeenResults(SeenSubject):
    """The results of a campaign that its reader may open."""

    slug: str


def seen_results(session: Session, actor: Actor, ids: Collection[int]) -> dict[int, SeenResults]:
    """Return, of these campaigns, those with results that the actor may see. Two statements."""
    require(actor, Action.NOTICE_READ, Facts(person_id=actor.person_id))
    published = select(ResultsVersion.campaign_id)
    rows = session.execute(
        select(Campaign.id, literal(actor.entity_id).label("entity_id"), Campaign.slug, Campaign.title_text_id).where(
            Campaign.id.in_(ids), Campaign.id.in_(published)
        )
    )
    seen = with_titles(session, actor, rows, lambda row: Facts(row.entity_id, row.id))
    return {row.id: SeenResults(title=title, slug=row.slug, campaign_id=row.id) for row, title in seen}
