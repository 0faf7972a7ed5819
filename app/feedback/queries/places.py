"""Where a contribution comes from, as rules may know it."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.campaigns.models import Edition
from app.campaigns.types import EditionStatus
from app.core import clock
from app.feedback.models import Feedback
from app.policy.facts import Facts


def facts_of(session: Session, feedback: Feedback, edition: Edition | None = None) -> Facts:
    """Return all that rules may know; without its edition (phases loaded), nothing of what that allows now.

    What hides its entity is treated alike wherever it comes from: it is live while the campaign is open in any
    entity. One more statement for these.
    """
    facts = feedback.facts_at(edition, clock.now()) if edition else feedback.facts
    if not feedback.hides_entity:
        return facts
    rows = session.execute(
        select(Edition.entity_id, Edition.status).where(
            Edition.campaign_id == feedback.campaign_id, Edition.status != EditionStatus.DRAFT
        )
    ).all()
    is_live = any(status is EditionStatus.OPEN for _entity_id, status in rows)
    return replace(
        facts,
        wherever=frozenset(entity_id for entity_id, _status in rows),
        is_live=is_live if edition else None,
    )
