"""What is written for one entity: answers, rules, words for which a text waits, its part of a campaign, a statement."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from app.campaigns.service import LocalInput, write_local
from app.demo import reader
from app.demo.legal import plan_legal_text
from app.demo.world import World, key_of, random_for
from app.house_rules.service import RulesInput, WordsInput, set_words, write_rules
from app.house_rules.types import RulesPlace
from app.ready_answers.service import ReadyAnswerInput, write_ready_answer

WEEK_OF = {"rules": 1, "local": 1, "ready_answers": 3, "waiting_words": 8}


def plan_house(world: World) -> None:
    """Let community managers and the central team write it, each in its week, and the statement be published."""
    plan_legal_text(world)
    acts = {"rules": _write_rules, "local": _write_local, "ready_answers": _write_answer, "waiting_words": _set_words}
    for name, entries in reader.house().items():
        for place, entry in enumerate(entries):
            day = world.timeline.day(WEEK_OF[name] - 1, place)
            at = world.timeline.moment(world.entities[entry["entity"]], day, random_for(name, place))
            world.plan(at, partial(acts[name], world, entry))


def _write_rules(world: World, entry: Mapping[str, Any]) -> None:
    write_rules(world.session, world.actor(entry["by"]), world.entities[entry["entity"]].id, RulesInput(entry["words"]))


def _write_local(world: World, entry: Mapping[str, Any]) -> None:
    edition = world.editions[entry["campaign"], entry["entity"]]
    data = LocalInput(entry["words"], entry["variant"], world.people[entry["contact"]].id)
    write_local(world.session, world.actor(entry["by"]), edition.id, data)


def _write_answer(world: World, entry: Mapping[str, Any]) -> None:
    campaign_id = world.campaigns[entry["campaign"]].id if entry["campaign"] else None
    key = key_of("ready answer", entry["title"])
    data = ReadyAnswerInput(entry["title"], entry["body"], entry["source"], campaign_id, key)
    write_ready_answer(world.session, world.actor(entry["by"]), world.entities[entry["entity"]].id, data)


def _set_words(world: World, entry: Mapping[str, Any]) -> None:
    place = RulesPlace(entity_id=world.entities[entry["entity"]].id)
    set_words(world.session, world.actor(entry["by"]), place, WordsInput(tuple(entry["lines"])))
