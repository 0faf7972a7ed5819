"""What is compared: one quote in three apps, and an offer in two versions, each person given one of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Any

from sqlalchemy import select

from app.demo import reader
from app.demo.asking import ask_questions
from app.demo.cast import Cast
from app.demo.joining import join
from app.demo.replies import Mood, reply_to
from app.demo.rules import confirm_rules
from app.demo.world import World, key_of, random_for
from app.missions.models import Mission
from app.missions.service import MissionInput, StepInput, create_mission
from app.panels.models import Panel, PanelPlace
from app.panels.service import PanelInput, set_up_panel
from app.policy.actor import Role
from app.products.models import Product
from app.questionnaires.models import Wave
from app.questionnaires.queries.read import asked_questions
from app.questionnaires.service import QuestionnaireInput, WaveInput, add_wave, create_questionnaire
from app.questionnaires.service.respond import SendInput, TypedInput, save_answers, send_response
from app.questionnaires.types import Moment
from app.questions.reading import Fields

SEED_CHARS = 32
USUAL, SPREAD = 6.2, 1.9  # points of ten that people give


def make_comparisons(world: World) -> None:
    """Write the missions that are compared and the questionnaire that each asks; set a panel up where there is one."""
    for entry in reader.comparing():
        writer = world.actor(world.holders(Role.CENTRAL_TEAM)[1])
        campaign_id = world.campaigns[entry["campaign"]].id
        asked = entry["questionnaire"]
        made = create_questionnaire(
            world.session, writer, campaign_id, QuestionnaireInput(asked["title"], asked["intro"])
        )
        ask_questions(world, writer, made.id, asked["questions"])
        for mission in entry["missions"]:
            data = MissionInput(
                minutes=mission["minutes"],
                title=mission["title"],
                body=mission["body"],
                steps=tuple(StepInput(step["title"]) for step in mission["steps"]),
                opens_on=world.timeline.day(entry["opens_week"]),
                product_id=_product(world, mission["product"]),
            )
            mission_id = create_mission(world.session, writer, campaign_id, data).id
            add_wave(world.session, writer, made.id, WaveInput(Moment.MISSION, mission_id=mission_id))
            world.compared.setdefault(entry["campaign"], []).append(mission_id)
        world.compared_by[entry["campaign"]] = made.id
        if "panel" in entry:
            _set_up(world, entry)


def plan_comparing(world: World, cast: Cast) -> None:
    """Let a good part of the members try what is compared."""
    for entry in reader.comparing():
        for place, _mission in enumerate(entry["missions"]):
            for (slug, entity), members in cast.members.items():
                for person in members if slug == entry["campaign"] else ():
                    rng = random_for("compared", slug, place, person)
                    if rng.random() < entry["share"]:
                        days = rng.randrange(entry["within_days"])
                        day = world.timeline.day(entry["opens_week"]) + timedelta(days=days)
                        at = world.timeline.moment(world.entities[entity], day, rng)
                        world.plan(at, partial(_try, world, entry, place, person))


def _product(world: World, code: str | None) -> int | None:
    return world.session.scalar(select(Product.id).where(Product.code == code)) if code else None


def _set_up(world: World, entry: Mapping[str, Any]) -> None:
    slug, panel = entry["campaign"], entry["panel"]
    data = PanelInput(
        panel["name"], frozenset(world.compared[slug]), world.compared_by[slug], panel["least_answers"], None,
        panel["rule"],
    )  # fmt: skip
    product_team = world.actor(world.holders(Role.PRODUCT_TEAM)[0])
    made = set_up_panel(world.session, product_team, world.campaigns[slug].id, data)
    seed = key_of("panel", slug)[:SEED_CHARS]  # nobody has a variant yet, and no two loads differ
    world.session.get_one(Panel, made).seed = seed


def _try(world: World, entry: Mapping[str, Any], place: int, person: str) -> None:
    """Let somebody answer what one of the missions asks, unless another variant is theirs."""
    session, slug = world.session, entry["campaign"]
    mission = session.get_one(Mission, world.compared[slug][place])
    join(world, slug, person)
    actor = replace(world.actor(person), locale=world.entries[person].locale)
    if "panel" in entry:
        mine = select(PanelPlace.place).where(
            PanelPlace.person_id == actor.person_id, PanelPlace.mission_id == mission.id
        )
        if session.scalar(mine) is None:
            return
    confirm_rules(world, actor, mission)
    rng, typed = random_for("tried", slug, place, person), dict[int, Fields]()
    points = min(10, max(0, round(rng.gauss(USUAL + entry["moods"][place], SPREAD))))
    for row in asked_questions(session, actor, world.compared_by[slug]):
        typed[row.question.id] = reply_to(row.question, Mood(points, rng, str))
    wave_id = session.scalars(select(Wave.id).where(Wave.mission_id == mission.id)).one()
    saved = save_answers(session, actor, wave_id, TypedInput(typed))
    send_response(session, actor, wave_id, SendInput(saved.wave.row.version))
