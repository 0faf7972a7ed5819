"""What stands before an edition opens: the launch gate of each entity, ticked by the central team, and approvals."""

from __future__ import annotations

from app.accounts.service import choose_function
from app.barriers.service import choose_barrier_contact
from app.demo.world import World
from app.entities.types import Stage
from app.gate.service import set_stage, tick_item
from app.gate.types import GateItem
from app.policy.actor import SYSTEM, Role
from app.readiness.service import approve_edition

TICKS = "claire-montagnier"
ADMINISTERS = "melanie-thevenoux"
CONTACTS = {"lusocredito": "miguel-figueira", "kreditwerk": "jonas-wiedekind"}
# The third entity has just begun: somebody answers for data protection, and nobody for the rest.
PREPARING = {"horizon": (GateItem.DPO,)}


def make_gates(world: World) -> None:
    """Let two entities have everything they need, and the third one thing."""
    administrator, central = world.actor(ADMINISTERS), world.actor(TICKS)
    for entry in world.entries.values():
        if entry.function is not None and entry.holds(Role.AMBASSADOR):
            choose_function(world.session, administrator, world.people[entry.key].id, entry.function)
    for code, person in CONTACTS.items():
        choose_barrier_contact(world.session, SYSTEM, code, world.people[person].email)
    for code, items in ({code: tuple(GateItem) for code in CONTACTS} | PREPARING).items():
        for item in items:
            tick_item(world.session, central, code, item)
    for code in CONTACTS:
        set_stage(world.session, central, code, Stage.PILOT)


def approve(world: World, edition_id: int, code: str) -> None:
    """Let the sponsor of an entity agree that an edition opens there."""
    sponsor = next(key for key in world.holders(Role.SPONSOR) if world.entries[key].entity == code)
    approve_edition(world.session, world.actor(sponsor), edition_id)
