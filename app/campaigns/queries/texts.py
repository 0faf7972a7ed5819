"""The texts of a campaign, for those who translate them."""

from __future__ import annotations

from sqlalchemy.orm import Session

from app.campaigns.queries.rows import CampaignRow
from app.campaigns.types import TEXT_NAMES
from app.policy.actor import Actor
from app.policy.check import require
from app.policy.rules import Action
from app.texts.queries import TextState, text_states

TEXTS = tuple(TEXT_NAMES)


def translations_of(session: Session, actor: Actor, campaign: CampaignRow) -> list[TextState]:
    """Return the campaign's texts in its source language and in the others it is written in. Two statements.

    :raises Forbidden: only who writes the campaign works on its texts
    """
    require(actor, Action.CAMPAIGN_WRITE, campaign.facts)
    source, *others = campaign.locales
    locales = [source, *sorted(others)]
    return text_states(session, actor, campaign.text_ids, locales)
