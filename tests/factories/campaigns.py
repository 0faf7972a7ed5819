"""Campaigns, editions, missions and enrolments."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from itertools import count

from sqlalchemy.orm import Session

from app.accounts.models import Person
from app.campaigns.models import Campaign, Edition, Phase
from app.campaigns.types import EditionStatus, IdentityLevel, PhaseKind
from app.core import clock
from app.enrolment.models import Enrolment
from app.enrolment.types import EnrolmentStatus
from app.entities.models import Entity
from app.missions.models import Mission, MissionStep
from app.policy.actor import SYSTEM
from app.products.models import Product
from app.texts.write import new_text
from tests.factories.accounts import make_entity

_numbers = count(10_001)  # all as long: no name is the beginning of another


def make_campaign(
    session: Session,
    *,
    slug: str = "",
    title: str = "",
    texts: Mapping[str, str] | None = None,
    levels: tuple[IdentityLevel, ...] = tuple(IdentityLevel),
    min_group: int = 5,
    answer_within_days: int = 5,
) -> Campaign:
    """Save and return a campaign; ``texts`` gives its title by language, English first."""
    number = next(_numbers)
    titles = dict(texts or {"en": title or f"Campaign {number}"})
    campaign = Campaign(
        slug=slug or f"campaign-{number}",
        source_locale="en",
        title_text_id=new_text(session, SYSTEM, "en", titles),
        pitch_text_id=new_text(session, SYSTEM, "en", {"en": "Tell us what you see."}),
        description_text_id=new_text(session, SYSTEM, "en", {"en": "Ten minutes, one phone."}),
        identity_levels=[level.value for level in levels],
        min_group=min_group,
        answer_within_days=answer_within_days,
    )
    session.add(campaign)
    session.flush()
    return campaign


def make_edition(
    session: Session,
    *,
    campaign: Campaign | None = None,
    entity: Entity | None = None,
    status: EditionStatus = EditionStatus.OPEN,
    phase: PhaseKind | None = PhaseKind.TEST,
) -> Edition:
    """Save and return an edition, open and in its test phase unless told; ``phase=None`` gives it none."""
    edition = Edition(
        campaign_id=(campaign or make_campaign(session)).id,
        entity_id=(entity or make_entity(session)).id,
        status=status,
        opened_at=clock.now() if status is not EditionStatus.DRAFT else None,
    )
    session.add(edition)
    session.flush()
    if phase is not None:
        now = clock.now()
        session.add(
            Phase(edition_id=edition.id, kind=phase, starts_at=now - timedelta(days=3), ends_at=now + timedelta(days=9))
        )
        session.flush()
    return edition


def make_mission(
    session: Session,
    *,
    campaign: Campaign,
    number: int = 1,
    steps: int = 2,
    minutes: int = 8,
    opens_on: date | None = None,
    closes_on: date | None = None,
    product: Product | None = None,
) -> Mission:
    """Save and return a mission with its steps."""
    mission = Mission(
        campaign_id=campaign.id,
        number=number,
        title_text_id=new_text(session, SYSTEM, "en", {"en": f"Mission {number}"}),
        body_text_id=new_text(session, SYSTEM, "en", {"en": "Open the app and look around."}),
        minutes=minutes,
        opens_on=opens_on,
        closes_on=closes_on,
        product_id=product.id if product else None,
    )
    session.add(mission)
    session.flush()
    for step in range(1, steps + 1):
        text_id = new_text(session, SYSTEM, "en", {"en": f"Step {step}"})
        session.add(MissionStep(mission_id=mission.id, number=step, title_text_id=text_id))
    session.flush()
    return mission


def make_enrolment(
    session: Session, *, person: Person, edition: Edition, status: EnrolmentStatus = EnrolmentStatus.ACCEPTED
) -> Enrolment:
    """Save and return an enrolment, accepted unless told."""
    enrolment = Enrolment(edition_id=edition.id, person_id=person.id, status=status, enrolled_on=clock.today())
    session.add(enrolment)
    session.flush()
    return enrolment
