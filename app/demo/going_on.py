"""What people are in the middle of: missions they have begun, and what they have written and not sent."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import Any

from app.demo.cast import Cast
from app.demo.joining import join
from app.demo.reader import setting
from app.demo.rules import confirm_rules
from app.demo.timeline import CLOSING
from app.demo.world import World, random_for
from app.drafts.service import DraftInput, keep_draft
from app.drafts.types import DraftAddress, DraftForm
from app.player.service import declare_minutes, finish_step, stop_at_step

BEGUN, BLOCKED, TOLD = 0.35, 0.25, 0.6  # shares: of members; of those who began; of the others
WITHIN_HOURS = 60  # drafts are as old as that at most


def plan_going_on(world: World, cast: Cast) -> None:
    """Let some members begin a mission step by step, and a few stop while they write."""
    for (slug, _entity), members in cast.members.items():
        for person in members if slug != CLOSING else ():
            rng = random_for("played", slug, person)
            if rng.random() < BEGUN:
                at = world.timeline.now - timedelta(days=8 + rng.randrange(12), minutes=rng.randrange(600))
                world.plan(at, partial(_play, world, slug, person))
    for entry in setting()["drafts"]:
        age = timedelta(hours=1 + random_for("draft", entry["person"]).randrange(WITHIN_HOURS))
        world.plan(world.timeline.now - age, partial(_write, world, entry))


def _play(world: World, slug: str, person: str) -> None:
    """Let somebody do a step or two of the first mission; some cannot go on, others say how long it took."""
    join(world, slug, person)
    actor, mission, rng = world.actor(person), world.missions[slug, 1], random_for("steps", slug, person)
    confirm_rules(world, actor, mission)
    finish_step(world.session, actor, mission.id, 1)
    if rng.random() < BLOCKED:
        stop_at_step(world.session, actor, mission.id, 2, "")
    elif rng.random() < TOLD:
        declare_minutes(world.session, actor, mission.id, mission.minutes + rng.randrange(-3, 8))


def _write(world: World, entry: dict[str, Any]) -> None:
    """Let somebody stop in the middle of a contribution."""
    join(world, entry["campaign"], entry["person"])
    mission = world.missions[entry["campaign"], entry["mission"]]
    address = DraftAddress(DraftForm.CONTRIBUTION, mission.id)
    keep_draft(world.session, world.actor(entry["person"]), address, DraftInput(entry["fields"]))
