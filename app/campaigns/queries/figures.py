"""The figures of campaigns, as everybody who sees them reads them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from sqlalchemy.orm import Session

from app.campaigns.queries.rows import CampaignRow
from app.figures.shown import Figures, figures_shown
from app.figures.types import UNKNOWN_ENTITY
from app.policy.actor import Actor
from app.policy.check import require_sight
from app.policy.masking import threshold_of
from app.policy.rules import Action


@dataclass(frozen=True, slots=True)
class CampaignFigures:
    """What may be shown of a campaign, and of each entity's part in it."""

    whole: Figures = field(default_factory=Figures)
    entities: Mapping[int, Figures] = field(default_factory=dict)  # UNKNOWN_ENTITY: cards that do not show theirs

    @property
    def nameless(self) -> Figures:
        """What is counted for the campaign alone."""
        return self.entities.get(UNKNOWN_ENTITY, Figures())


def figures_of(session: Session, actor: Actor, campaigns: Iterable[CampaignRow]) -> dict[int, CampaignFigures]:
    """Return the figures of campaigns, by campaign. One statement, whatever their number.

    :raises NotFound: the actor may not see one of them
    """
    thresholds = {}
    for campaign in campaigns:
        require_sight(actor, Action.CAMPAIGN_VIEW, campaign.facts)
        thresholds[campaign.id] = threshold_of(campaign.min_group)
    entities: dict[int, dict[int, Figures]] = {campaign_id: {} for campaign_id in thresholds}
    for place, figures in figures_shown(session, thresholds).items():
        entities[place.campaign_id][place.entity_id] = figures
    return {number: CampaignFigures(Figures.sum(parts.values()), parts) for number, parts in entities.items()}
