"""What testers may and may not do with competitors' products: written, approved, and confirmed before a mission."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any

from app.core import clock
from app.demo import reader
from app.demo.world import World
from app.missions.models import Mission
from app.missions.queries import facts_at_mission
from app.policy.actor import Actor, Role
from app.safeguards.queries import MissionProducts, SheetPlace, owed_sheets
from app.safeguards.service import SheetInput, approve_sheet, attest_sheets, write_sheet

APPROVED_FOR = timedelta(days=240)


def write_safeguards(world: World, products: Iterable[Mapping[str, Any]]) -> None:
    """Let the central team write the rules of each product and country, and data protection approve them."""
    central = world.actor(world.holders(Role.CENTRAL_TEAM)[0])
    officer = world.actor(world.holders(Role.DPO)[0])
    for product in products:
        for country, words in reader.safeguards().items():
            may, may_not = (
                {locale: "\n".join(lines[part]) for locale, lines in words.items()} for part in ("may", "may_not")
            )
            sheet = write_sheet(world.session, central, SheetPlace(product["code"], country), SheetInput(may, may_not))
            approve_sheet(world.session, officer, sheet.id, clock.today() + APPROVED_FOR, sheet.saved)


def confirm_rules(world: World, actor: Actor, mission: Mission) -> None:
    """Let a tester confirm what a mission asks for, if it asks for anything."""
    tried = MissionProducts(mission.campaign_id, mission.product_id)
    asked = [sheet.sheet_id for sheet in owed_sheets(world.session, actor, tried) if not sheet.is_attested]
    if asked:
        facts = facts_at_mission(world.session, actor, mission.id)
        attest_sheets(world.session, actor, facts, tried, [sheet_id for sheet_id in asked if sheet_id is not None])
