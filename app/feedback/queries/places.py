"""Where a contribution comes from, as rules may know it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.campaigns.models import Edition
from app.campaigns.types import EditionStatus
from app.core import clock
from app.feedback.models import Feedback
from app.policy.facts import Facts

Places = Mapping[int, EditionStatus]  # of a campaign: the state it has in each entity


def facts_of(
    session: Session, feedback: Feedback, edition: Edition | None = None, known: Mapping[int, Places] | None = None
) -> Facts:
    """Return all that rules may know; without its edition (phases loaded), nothing of what that allows now.

    What hides its entity is treated alike wherever it comes from: it is live while the campaign is open in any
    entity. One statement for what is public, unless the places of its campaign are ``known``.
    """
    facts = feedback.facts_at(edition, clock.now()) if edition else feedback.facts
    if not facts.is_published:
        return facts
    if known is None:
        known = campaign_places(session, [feedback.campaign_id])
    places = known[feedback.campaign_id]
    facts = replace(facts, campaign_entities=frozenset(places))
    if not feedback.hides_entity:
        return facts
    is_live = EditionStatus.OPEN in places.values()
    return replace(
        facts,
        wherever=frozenset(entity_id for entity_id, status in places.items() if status is not EditionStatus.DRAFT),
        is_live=is_live if edition else None,
    )


def campaign_places(session: Session, campaign_ids: Collection[int]) -> dict[int, dict[int, EditionStatus]]:
    """Return, of each campaign, the entities where it is or is prepared, with the state it has there. One statement."""
    places: dict[int, dict[int, EditionStatus]] = {campaign_id: {} for campaign_id in campaign_ids}
    rows = session.execute(
        select(Edition.campaign_id, Edition.entity_id, Edition.status).where(Edition.campaign_id.in_(places))
    )
    for campaign_id, entity_id, status in rows:
        places[campaign_id][entity_id] = status
    return places
