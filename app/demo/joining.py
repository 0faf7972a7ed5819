"""Who joined when, who did which mission, who said "me too"."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from sqlalchemy import select

from app.demo.cast import Cast
from app.demo.stage import RECRUITS
from app.demo.story import Scene
from app.demo.world import World, dice, number_of
from app.enrolment.models import Enrolment
from app.enrolment.types import EnrolmentStatus
from app.feedback.models import Comment, MeToo
from app.missions.models import MissionDone

JOIN_DAYS = 24  # from the start of recruiting
LATER = {"look-around": 7}  # days after the other campaign
ALSO_DONE = 0.3  # share of members who ticked a mission without writing about it


def join_in(world: World, cast: Cast, scenes: list[Scene]) -> None:
    """Add enrolments, ticks and me-toos: everybody joined before their first act."""
    first = _first_acts(world, cast, scenes)
    joined: dict[tuple[str, str], date] = {}
    for (slug, entity), members in cast.members.items():
        for person in members:
            joined[slug, person] = _enrol(world, (slug, entity, person), first.get((slug, person)))
    _enrol(world, cast.leaver, None, is_gone=True)
    _tick(world, cast, scenes)
    _echo(world, cast, scenes, joined)
    world.session.flush()


def _first_acts(world: World, cast: Cast, scenes: Iterable[Scene]) -> dict[tuple[str, str], date]:
    """Return the day of each member's first traceable act in a campaign: a contribution or a comment."""
    said = {row.id: row.created_at for row in world.session.execute(select(Comment.id, Comment.created_at))}
    first: dict[tuple[str, str], date] = {}
    for scene in scenes:
        item = scene.item
        acts = [(scene.author, scene.sent_at)] if scene.author else []
        acts += [
            (cast.speakers[item.key, place], said[number_of("comment", item.key, place)])
            for place in range(scene.feedback.comment_count)
        ]
        for person, at in acts:
            key = (item.campaign, person)
            first[key] = min(first.get(key, at.date()), at.date())
    return first


def _enrol(world: World, who: tuple[str, str, str], first_act: date | None, *, is_gone: bool = False) -> date:
    slug, entity, person = who
    rng = dice("joined", slug, person)
    day = world.timeline.day(RECRUITS, rng.randrange(JOIN_DAYS) + LATER.get(slug, 0))
    at = world.timeline.moment(world.entities[entity], min(day, first_act or day), rng)
    enrolment = Enrolment(
        id=number_of("enrolment", slug, person),
        edition_id=world.editions[slug, entity].id,
        person_id=world.id_of(person),
        status=EnrolmentStatus.LEFT if is_gone else EnrolmentStatus.ACCEPTED,
        enrolled_on=min(at.date(), first_act or at.date()),
        active_since=first_act,
    )
    world.add(enrolment)
    world.note(at, person, "enrolment.enrolled", ("enrolment", enrolment.id, world.place(slug, entity)))
    return enrolment.enrolled_on


def _tick(world: World, cast: Cast, scenes: Iterable[Scene]) -> None:
    """Who wrote about a mission has done it; some others have too."""
    done: dict[tuple[str, tuple[str, int]], date] = {}
    for scene in scenes:
        if scene.author is not None:
            done.setdefault((scene.author, (scene.item.campaign, scene.item.mission)), scene.sent_at.date())
    for mission, row in world.missions.items():
        for (slug, _entity), members in cast.members.items():
            for person in members if slug == mission[0] else ():
                rng = dice("tick", *mission, person)
                day = (row.opens_on or world.timeline.start) + timedelta(days=rng.randrange(25))
                if rng.random() < ALSO_DONE and day <= world.timeline.now.date():
                    done.setdefault((person, mission), day)
    world.add_all(
        MissionDone(person_id=world.id_of(person), mission_id=world.missions[mission].id, done_on=day)
        for (person, mission), day in done.items()
    )


def _echo(world: World, cast: Cast, scenes: Iterable[Scene], joined: dict[tuple[str, str], date]) -> None:
    """Me-toos come within two weeks of publication, from people who had joined by then."""
    today = world.timeline.now.date()
    for scene in scenes:
        echoes = cast.echoes[scene.item.key] if scene.public_at else []
        scene.feedback.me_too_count = len(echoes)
        for person in echoes:
            rng = dice("said", scene.item.key, person)
            day = scene.sent_at.date() + timedelta(days=rng.randrange(1, 15))
            day = min(today, max(day, joined[scene.item.campaign, person]))
            world.add(MeToo(feedback_id=scene.feedback.id, person_id=world.id_of(person), said_on=day))
