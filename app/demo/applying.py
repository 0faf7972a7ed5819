"""A campaign that asks before it lets people in: its charter, its places, and who waits for one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Any

from app.charters.queries import asked_in
from app.charters.service import CharterInput, CharterTranslation, translate_charter, write_charter
from app.charters.types import CharterPlace
from app.demo.cast import Cast
from app.demo.world import World, random_for
from app.enrolment.service import JoinInput, QuotaInput, RecruitmentInput, decline_application, enrol, set_recruitment
from app.policy.actor import Actor, Role
from app.questionnaires.queries.screening import ScreeningRow, screenings_of
from app.questions.reading import Fields
from app.questions.types import PartRole, field_name

SLUG, ENTITY = "look-around", "lusocredito"
PLACES, IPHONES, COMPUTERS = 45, 10, 10
IPHONE, COMPUTER = 0, 2  # the place of an answer to the first question
LATE, LATE_DAYS = 5, 6  # so many ask once the places for their phone are taken, as many days ago at most


def make_charters(world: World, entries: list[dict[str, Any]]) -> None:
    """Write the charters, in the languages of those who take part."""
    writer = world.actor(world.holders(Role.CENTRAL_TEAM)[1])
    for entry in entries:
        place = CharterPlace(world.campaigns[entry["campaign"]].id)
        words: Mapping[str, Mapping[str, str]] = entry["words"]
        charter = write_charter(
            world.session, writer, place, CharterInput(words["en"]["body"], words["en"]["confidentiality"])
        )
        for locale in sorted(set(words) - {"en"}):
            said = CharterTranslation(locale, words[locale]["body"], words[locale]["confidentiality"], charter.saved)
            translate_charter(world.session, writer, charter.id, said)


def plan_applying(world: World, cast: Cast) -> None:
    """Limit the places for two phones, then let some ask who find none; one of them is declined."""
    day = world.timeline.now.date() - timedelta(days=LATE_DAYS + 3)
    world.plan(world.timeline.moment(world.entities[ENTITY], day, random_for("places")), partial(_set_places, world))
    members = {*cast.members[SLUG, ENTITY], cast.leaver[2]}
    testers = [entry for entry in world.entries.values() if entry.entity == ENTITY and not entry.roles]
    late = [entry.key for entry in testers if entry.key not in members][:LATE]
    for number, person in enumerate(late):
        day = world.timeline.now.date() - timedelta(days=LATE_DAYS - number % 3)
        at = world.timeline.moment(world.entities[ENTITY], day, random_for("asked", person))
        world.plan(at, partial(_ask, world, person, is_declined=number == 0))


def what_is_sent(world: World, slug: str, person: str, chosen: int | None = None) -> JoinInput:
    """Return what somebody sends to join: the charter as they read it, and their answers, where there are questions."""
    entry, edition = world.entries[person], world.editions[slug, world.entries[person].entity]
    actor = replace(world.actor(person), locale=entry.locale)
    place = CharterPlace(edition.campaign_id, edition.id)
    asked = asked_in(world.session, actor, [place], world.entities[entry.entity].default_locale)
    screening = screenings_of(world.session, actor, [edition.facts]).get(edition.id)
    answers = _answers(screening, person, chosen) if screening else {}
    return JoinInput(tuple(each.words.wording_id for each in asked), answers)


def _answers(screening: ScreeningRow, person: str, chosen: int | None) -> dict[int, Fields]:
    """Choose an option of each question; ``chosen``: the place of that of the first."""
    rng = random_for("applied", person)
    answers: dict[int, Fields] = {}
    for number, question in enumerate(screening.questions):
        options = question.of(PartRole.OPTION)
        option = rng.choice(options) if chosen is None or number else options[chosen]
        answers[question.id] = {field_name(question.id): [str(option.id)]}
    return answers


def _set_places(world: World) -> None:
    edition, central = world.editions[SLUG, ENTITY], _central(world)
    screening = screenings_of(world.session, central, [edition.facts])[edition.id]
    options = screening.questions[0].of(PartRole.OPTION)
    quotas = (QuotaInput(IPHONES, part_id=options[IPHONE].id), QuotaInput(COMPUTERS, part_id=options[COMPUTER].id))
    set_recruitment(world.session, central, edition.id, RecruitmentInput(PLACES, quotas=quotas))


def _ask(world: World, person: str, *, is_declined: bool) -> None:
    if SLUG in world.joined.get(person, {}):
        return
    edition = world.editions[SLUG, ENTITY]
    asked = enrol(world.session, world.actor(person), edition.id, what_is_sent(world, SLUG, person, IPHONE))
    if is_declined:
        manager = world.holders(Role.COMMUNITY_MANAGER, ENTITY)[0]
        at = world.timeline.moment(
            world.entities[ENTITY], world.timeline.now.date() - timedelta(days=2), random_for("declined", person)
        )
        world.plan(at, partial(_decline, world, manager, asked.id))


def _decline(world: World, manager: str, enrolment_id: int) -> None:
    decline_application(world.session, world.actor(manager), enrolment_id)


def _central(world: World) -> Actor:
    return world.actor(world.holders(Role.CENTRAL_TEAM)[0])
