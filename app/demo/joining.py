"""Who joins when, who leaves, who ticks which mission as done."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from functools import partial

from app.demo.applying import what_is_sent
from app.demo.cast import Cast
from app.demo.reader import Item
from app.demo.rules import confirm_rules
from app.demo.timeline import RECRUITS
from app.demo.world import World, random_for
from app.enrolment.service import enrol, leave
from app.missions.service import tick_mission

JOIN_DAYS = 24  # from the start of recruiting
LATER_DAYS = {"look-around": 7}  # after the other campaign
SOONEST = timedelta(minutes=10)  # between joining and writing
LEAVES_AFTER_DAYS = 20
ALSO_DONE = 0.3  # share of members who tick a mission without writing about it


def plan_joining(world: World, cast: Cast, items: Iterable[Item]) -> None:
    """Let everybody join before their first contribution, one person leave, and some tick missions."""
    first: dict[tuple[str, str], datetime] = {}
    for item in items:
        key = (item.campaign, cast.senders[item.key])
        first[key] = min(first.get(key, world.timeline.now), world.sent_at(item))
    for (slug, entity), members in cast.members.items():
        for person in members:
            at = _joining_day(world, slug, entity, person)
            if (slug, person) in first:
                at = min(at, first[slug, person] - SOONEST)
            world.plan(at, partial(join, world, slug, person))
            _plan_ticks(world, slug, entity, person)
    slug, entity, leaver = cast.leaver
    joins_at = _joining_day(world, slug, entity, leaver)
    world.plan(joins_at, partial(join, world, slug, leaver))
    world.plan(joins_at + timedelta(days=LEAVES_AFTER_DAYS), partial(_leave, world, slug, leaver))


def join(world: World, slug: str, person: str) -> None:
    """Let somebody take part, unless they do."""
    joined = world.joined.setdefault(person, {})
    if slug not in joined:
        edition = world.editions[slug, world.entries[person].entity]
        joined[slug] = enrol(world.session, world.actor(person), edition.id, what_is_sent(world, slug, person)).id


def _leave(world: World, slug: str, person: str) -> None:
    leave(world.session, world.actor(person), world.joined[person].pop(slug))


def _joining_day(world: World, slug: str, entity: str, person: str) -> datetime:
    rng = random_for("joined", slug, person)
    day = world.timeline.day(RECRUITS, rng.randrange(JOIN_DAYS) + LATER_DAYS.get(slug, 0))
    return world.timeline.moment(world.entities[entity], day, rng)


def _plan_ticks(world: World, slug: str, entity: str, person: str) -> None:
    for (campaign, number), mission in world.missions.items():
        rng = random_for("tick", slug, number, person)
        day: date = (mission.opens_on or world.timeline.start) + timedelta(days=rng.randrange(25))
        if campaign == slug and rng.random() < ALSO_DONE and day <= world.timeline.now.date():
            at = world.timeline.moment(world.entities[entity], day, rng)
            world.plan(at, partial(tick, world, slug, number, person))


def tick(world: World, slug: str, number: int, person: str) -> None:
    """Let somebody note that they have done a mission."""
    join(world, slug, person)
    actor, mission = world.actor(person), world.missions[slug, number]
    confirm_rules(world, actor, mission)
    tick_mission(world.session, actor, mission.id)
