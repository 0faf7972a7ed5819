"""What goes otherwise than planned: a mission recalled, an approval taken back, a launch gate that breaks."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

from sqlalchemy import select

from app.accounts.service import MandateInput, end_mandate, give_mandate
from app.campaigns.models import Campaign, Edition
from app.demo.stage import ADMIN
from app.demo.studio import TITLE
from app.demo.world import World
from app.gate.service import tick_item
from app.gate.types import GateItem
from app.missions.service import recall_mission
from app.policy.actor import Actor, Grant, Role
from app.readiness.service import approve_edition, revoke_approval
from app.texts.models import Translation

HOME = "horizon"
SPONSOR = "helene-castaing"  # of the third entity, for a week
NAMED, TICKED, APPROVED, REVOKED, LEFT = (timedelta(days=days) for days in (12, 11, 9, 6, 4))  # ago
NOT_YET = "Les dates tombent pendant la clôture de l’exercice\u00a0: je préfère attendre la fin janvier."
RECALLED = ("look-around", 3)
RECALLED_AGO = timedelta(hours=5)
WHY_RECALLED = (
    "A competitor now asks for a bank statement before it shows the cost of a loan. Nobody sends one: "
    "the mission ends here, and what you have told us stays."
)


def plan_preparing(world: World) -> None:
    """Let a sponsor come, approve too early, take it back and leave; and let a mission of competitors be recalled."""
    now = world.timeline.now
    world.plan(now - NAMED, partial(_name_sponsor, world))
    world.plan(now - RECALLED_AGO, partial(_recall, world))


def _name_sponsor(world: World) -> None:
    data = MandateInput(world.people[SPONSOR].id, Role.SPONSOR, world.entities[HOME].id)
    mandate = give_mandate(world.session, world.actor(ADMIN), data)
    now = world.timeline.now
    world.plan(now - TICKED, partial(_tick, world))
    world.plan(now - APPROVED, partial(_approve, world))
    world.plan(now - REVOKED, partial(_take_back, world))
    world.plan(now - LEFT, partial(_leave, world, mandate.id))


def _tick(world: World) -> None:
    central = world.actor(world.holders(Role.CENTRAL_TEAM)[0])
    tick_item(world.session, central, HOME, GateItem.SPONSOR)


def _approve(world: World) -> None:
    approve_edition(world.session, _sponsor(world), _edition_id(world))


def _take_back(world: World) -> None:
    revoke_approval(world.session, _sponsor(world), _edition_id(world), NOT_YET)


def _leave(world: World, mandate_id: int) -> None:
    end_mandate(world.session, world.actor(ADMIN), mandate_id)


def _sponsor(world: World) -> Actor:
    """Return the sponsor as they may act while they have the role, which the list of people does not say."""
    row = world.people[SPONSOR]
    return Actor(row.id, row.entity_id, frozenset({Grant(Role.SPONSOR, world.entities[HOME].id)}))


def _edition_id(world: World) -> int:
    """Return the edition that the third entity prepares."""
    return world.session.scalars(
        select(Edition.id)
        .join(Campaign, Campaign.id == Edition.campaign_id)
        .join(Translation, Translation.text_id == Campaign.title_text_id)
        .where(Translation.value == TITLE)
    ).one()


def _recall(world: World) -> None:
    central = world.actor(world.holders(Role.CENTRAL_TEAM)[1])
    recall_mission(world.session, central, world.missions[RECALLED].id, WHY_RECALLED)
