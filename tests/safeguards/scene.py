"""A campaign that tests a competitor's product, and the rules that hold for it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import insert
from sqlalchemy.orm import Session

from app.campaigns.models import campaign_products
from app.core import clock
from app.policy.actor import SYSTEM, Actor, Role
from app.products.models import Product
from app.products.types import Owner
from app.safeguards.models import SafeguardSheet
from app.safeguards.queries import MissionProducts, SheetPlace
from app.safeguards.service import SheetInput, approve_sheet, write_sheet
from tests.factories.accounts import actor_for, make_entity, make_person
from tests.feedback.scene import Scene, make_scene

MAY, MAY_NOT = "Open an account.\nRead the public pages.", "Send money.\nCopy their texts."


@dataclass(frozen=True, slots=True)
class Safeguarded:
    """The scene, with a competitor's product and who writes and approves its rules."""

    scene: Scene
    product: Product
    central: Actor
    dpo: Actor

    @property
    def place(self) -> SheetPlace:
        """Where the rules hold."""
        return SheetPlace(self.product.code, self.scene.entity.country)

    @property
    def tried(self) -> MissionProducts:
        """What is tried in the mission."""
        return MissionProducts(self.scene.campaign.id, self.scene.mission.product_id)


def make_safeguarded(session: Session, *, locales: tuple[str, ...] = ("en", "fr")) -> Safeguarded:
    """Save and return the scene; no rules are written yet."""
    scene = make_scene(session, entity=make_entity(session, locales=locales), trusted=True)
    product = Product(code=f"rival-{scene.campaign.id}", name="Rival app", owner=Owner.COMPETITOR)
    session.add(product)
    session.flush()
    session.execute(insert(campaign_products).values(campaign_id=scene.campaign.id, product_id=product.id))
    scene.mission.product_id = product.id
    central = actor_for(make_person(session), Role.CENTRAL_TEAM)
    dpo = actor_for(make_person(session), Role.DPO, entity=scene.entity)
    session.commit()
    return Safeguarded(scene, product, central, dpo)


def written(may: str = MAY, may_not: str = MAY_NOT, saved: int = 0, **french: str) -> SheetInput:
    """Return rules in English, and in French where they are given."""
    words = {"en": may, "fr": french.get("may_fr", "")}, {"en": may_not, "fr": french.get("may_not_fr", "")}
    return SheetInput(*words, saved=saved)


def in_force(session: Session, at: Safeguarded, days: int = 30, data: SheetInput | None = None) -> SafeguardSheet:
    """Write and approve a version, in force for so many days more."""
    sheet = write_sheet(session, at.central, at.place, data or written())
    return approve_sheet(session, SYSTEM, sheet.id, until(days), sheet.saved)


def until(days: int) -> date:
    """Return a day from today."""
    return clock.today() + timedelta(days=days)
