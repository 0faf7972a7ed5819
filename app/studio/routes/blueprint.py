"""What the pages of the studio share."""

from __future__ import annotations

from flask import Blueprint

from app.campaigns.queries import CampaignRow, campaign_by_slug
from app.policy.check import require
from app.policy.facts import NOTHING
from app.policy.rules import Action
from app.web.context import current_actor, current_session

bp = Blueprint("studio", __name__, url_prefix="/studio")


def require_studio() -> None:
    """Refuse who prepares no campaigns."""
    require(current_actor(), Action.CAMPAIGN_WRITE, NOTHING)


def campaign_asked(slug: str) -> CampaignRow:
    """Return a campaign or a template that the person may change."""
    campaign = campaign_by_slug(current_session(), current_actor(), slug)
    require(current_actor(), Action.CAMPAIGN_WRITE, campaign.facts)
    return campaign
