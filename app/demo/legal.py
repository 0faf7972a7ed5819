"""The privacy statement of an entity: published, changed weeks later, and read by everybody there each time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Any

from app.demo import reader
from app.demo.world import World, random_for
from app.legal.queries import asked_of_me, legal_work
from app.legal.service import (
    LegalInput,
    PublishInput,
    confirm_legal_texts,
    publish_legal_text,
    write_legal_text,
)
from app.legal.types import LegalPlace
from app.policy.actor import LegalKind

READ_WITHIN_DAYS = 5  # of its publication: until everybody has signed in


def plan_legal_text(world: World) -> None:
    """Let the data protection officer publish each version in its week; everybody in the entity reads it then."""
    told = reader.legal_text()
    entity = world.entities[told["entity"]]
    people = [entry.key for entry in world.entries.values() if entry.entity == entity.code]
    for number, version in enumerate(told["versions"]):
        day = world.timeline.day(version["week"])
        at = world.timeline.moment(entity, day, random_for("legal text", number))
        world.plan(at, partial(_publish, world, told, version["words"]))
        for person in people:
            rng = random_for("legal text", number, person)
            read_on = at.date() + timedelta(days=rng.randrange(1, READ_WITHIN_DAYS))
            world.plan(world.timeline.moment(entity, read_on, rng), partial(_read, world, person))


def _publish(world: World, told: Mapping[str, Any], words: Mapping[str, str]) -> None:
    place = LegalPlace(world.entities[told["entity"]].id, LegalKind.PRIVACY)
    writer = world.actor(told["by"])
    saved = legal_work(world.session, writer, place).saved
    write_legal_text(world.session, writer, place, LegalInput(words, saved=saved))
    saved = legal_work(world.session, writer, place).saved
    publish_legal_text(world.session, writer, place, PublishInput(saved=saved))


def _read(world: World, person: str) -> None:
    actor = replace(world.actor(person), locale=world.entries[person].locale)
    read = [each.words.wording_id for each in asked_of_me(world.session, actor)]
    confirm_legal_texts(world.session, actor, read, agrees=False)
