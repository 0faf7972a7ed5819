"""What the tests of campaigns share: who prepares, and an edition that is ready to open."""

from __future__ import annotations

from datetime import date, datetime, time

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from app.accounts.types import FUNCTIONS_NEEDED
from app.barriers.models import BarrierContact
from app.campaigns.models import Campaign, Edition, campaign_products
from app.campaigns.service import CampaignInput, PhaseInput, create_campaign, set_phases
from app.campaigns.types import EditionStatus, PhaseKind
from app.core.languages import base_language
from app.entities.models import Entity
from app.gate.models import GateTick
from app.gate.service import tick_item
from app.gate.types import GateItem
from app.outbox.models import OutboxMessage
from app.policy.actor import SYSTEM, Actor, Role
from app.products.models import Product
from app.readiness.models import EditionApproval
from tests.factories.accounts import actor_for, make_entity, make_mandate, make_person
from tests.factories.campaigns import make_campaign, make_edition, make_mission

LOAN = CampaignInput("loan-app", "en", "The loan app", "Tell us where you hesitate.", "Ten minutes, **one** phone.")


def wall(day: int, hour: int = 9) -> datetime:
    """Return an hour of March 2030 on the clock of an entity."""
    return datetime.combine(date(2030, 3, day), time(hour))


DATES = (
    PhaseInput(PhaseKind.RECRUIT, wall(1), wall(10, 18)),
    PhaseInput(PhaseKind.TEST, wall(11), wall(28, 18)),
)


def central_team(session: Session) -> Actor:
    """Return somebody of the central team, of an entity of its own."""
    return actor_for(make_person(session), Role.CENTRAL_TEAM)


def make_product(session: Session, *, code: str = "loan-app") -> Product:
    """Save and return a product."""
    product = Product(code=code, name="Loan app")
    session.add(product)
    session.flush()
    return product


def campaign_of(session: Session, data: CampaignInput = LOAN) -> Campaign:
    """Create a campaign as the application would."""
    return create_campaign(session, SYSTEM, data)


def make_whole_gate(session: Session, entity: Entity) -> None:
    """Let an entity have everything it needs, ticked by the central team."""
    parts = {Role.SPONSOR: (None,), Role.COMMUNITY_MANAGER: (None,), Role.REPRESENTATIVE: (None,), Role.DPO: (None,)}
    languages = tuple({base_language(locale) for locale in entity.locales})
    for role, functions in (parts | {Role.AMBASSADOR: FUNCTIONS_NEEDED}).items():
        for function in functions:
            person = make_person(session, entity=entity)
            person.function = function
            make_mandate(session, person=person, role=role, entity=entity, languages=languages)
    contact = make_person(session, entity=entity)
    session.add(BarrierContact(entity_id=entity.id, person_id=contact.id))
    session.flush()
    central = central_team(session)
    for item in GateItem:
        tick_item(session, central, entity.code, item)


def make_approval(session: Session, edition: Edition) -> EditionApproval:
    """Save and return a sponsor's approval."""
    sponsor = make_person(session)
    approval = EditionApproval(edition_id=edition.id, approved_by_id=sponsor.id)
    session.add(approval)
    session.flush()
    return approval


def ready_edition(session: Session, *, campaign: Campaign | None = None, entity: Entity | None = None) -> Edition:
    """Return a draft edition that lacks nothing: gate, approval, English texts, a mission, dates and a product."""
    campaign = campaign or make_campaign(session)
    edition = make_edition(
        session, campaign=campaign, entity=entity or make_entity(session), status=EditionStatus.DRAFT, phase=None
    )
    make_mission(session, campaign=campaign)
    product = make_product(session, code=f"product-{campaign.id}")
    session.execute(insert(campaign_products).values(campaign_id=campaign.id, product_id=product.id))
    set_phases(session, SYSTEM, edition.id, DATES)
    if session.scalar(select(GateTick.id).where(GateTick.entity_id == edition.entity_id).limit(1)) is None:
        make_whole_gate(session, session.get_one(Entity, edition.entity_id))
    make_approval(session, edition)
    return edition


def events(session: Session) -> list[str]:
    """Return the names of the events that wait."""
    return sorted(session.scalars(select(OutboxMessage.name)))
