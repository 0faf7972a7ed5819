"""A campaign that is open in many entities."""

from __future__ import annotations

from sqlalchemy.orm import Session

from app.campaigns.models import Campaign, Edition
from app.campaigns.types import EditionStatus
from app.entities.models import Entity
from app.policy.actor import SYSTEM
from app.texts.write import new_text


def make_entities(session: Session, count: int) -> None:
    """Write so many entities, numbered from 1, and one campaign that is open in each."""
    texts = [new_text(session, SYSTEM, "en", {"en": "Own app"}) for _ in range(3)]
    campaign = Campaign(
        slug="own-app",
        source_locale="en",
        title_text_id=texts[0],
        pitch_text_id=texts[1],
        description_text_id=texts[2],
    )
    session.add(campaign)
    for number in range(count):
        entity = Entity(
            code=f"entity-{number}", name=f"Entity {number}", country="PT", locales=["en"], default_locale="en",
            time_zone="Europe/Lisbon",
        )  # fmt: skip
        session.add(entity)
        session.flush()
        session.add(Edition(campaign_id=campaign.id, entity_id=entity.id, status=EditionStatus.OPEN))
