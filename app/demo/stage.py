"""The stage of the story: entities, people, mandates, products, campaigns with their missions and editions."""

from __future__ import annotations

from datetime import UTC, datetime, time
from functools import partial
from typing import Any

from sqlalchemy import select

from app.accounts.credentials import hash_password
from app.accounts.service import MandateInput, PersonInput, create_administrator, create_person, give_mandate
from app.campaigns.service import (
    CampaignInput,
    PhaseInput,
    add_edition,
    close_edition,
    create_campaign,
    set_phases,
)
from app.campaigns.types import IdentityLevel, PhaseKind
from app.demo import reader
from app.demo.applying import make_charters
from app.demo.asking import make_questionnaires
from app.demo.comparing import make_comparisons
from app.demo.opening import approve, make_gates
from app.demo.reader import PersonEntry
from app.demo.rules import write_safeguards
from app.demo.studio import make_studio
from app.demo.timeline import CLOSING, RECRUITS, bounds_of
from app.demo.world import World, random_for
from app.entities.service import EntityInput, create_entity
from app.known_issues.service import IssueInput, publish_issue
from app.known_issues.types import IssueState
from app.missions.models import MissionStep
from app.missions.service import MissionInput, StepInput, create_mission
from app.policy.actor import SYSTEM, Actor, Role
from app.products.service import ProductInput, create_product
from app.products.types import Channel, Cost, Owner
from app.readiness.service import open_edition
from app.texts.write import change_text

PASSWORD = "discover-pepite-together"  # noqa: S105 - shown to everybody: these accounts are of invented people
ADMIN = "melanie-thevenoux"
NINE = time(9)
# Weeks before or after the first one.
FOUNDED, PREPARED, APPROVED = -5, -4, -3
OPENS_IN = {"own-app": (0, 1, 3), "look-around": (1, 2, 3), "our-messages": (0, 1)}  # weeks: missions 1, 2, 3
CLOSES_AT_MINUTE = 18 * 60


def build_stage(world: World) -> None:
    """Let everything be made that stands before the first person joins."""
    setting = reader.setting()
    world.plan(_day(world, FOUNDED), partial(_make_group, world, setting["entities"]))
    world.plan(_day(world, PREPARED), partial(_make_campaigns, world, setting["products"], setting["campaigns"]))
    world.plan(_day(world, PREPARED), partial(make_questionnaires, world, reader.questionnaires()))
    world.plan(_day(world, PREPARED), partial(make_comparisons, world))
    world.plan(_day(world, PREPARED), partial(make_studio, world))
    world.plan(_day(world, PREPARED), partial(make_charters, world, reader.charters()))
    world.plan(_day(world, PREPARED), partial(make_gates, world))
    world.play()
    for (slug, code), edition in world.editions.items():
        approved_at = world.timeline.moment(
            world.entities[code], world.timeline.day(APPROVED), random_for("approve", slug, code)
        )
        world.plan(approved_at, partial(approve, world, edition.id, code))
    for (_slug, code), edition in world.editions.items():
        opens_at = world.timeline.at(world.entities[code], world.timeline.day(RECRUITS), NINE.hour * 60)
        world.plan(opens_at, partial(_open, world, edition.id))
    world.play()
    for (slug, code), edition in world.editions.items():
        if slug == CLOSING:  # the evening of the day on which the last phase ends
            last_day = world.timeline.day(bounds_of(slug).closes, 1)
            closes_at = world.timeline.at(world.entities[code], last_day, CLOSES_AT_MINUTE)
            world.plan(closes_at, partial(_close, world, edition.id))


def _day(world: World, weeks: int) -> datetime:
    return datetime.combine(world.timeline.day(weeks), NINE, tzinfo=UTC)


def _central(world: World, number: int = 0) -> Actor:
    return world.actor(world.holders(Role.CENTRAL_TEAM)[number])


def _open(world: World, edition_id: int) -> None:
    open_edition(world.session, _central(world), edition_id)


def _close(world: World, edition_id: int) -> None:
    close_edition(world.session, _central(world), edition_id)


def _make_group(world: World, entities: list[dict[str, Any]]) -> None:
    for entry in entities:
        lists = {name: tuple(entry[name]) for name in ("locales", "holidays")}
        entity = create_entity(world.session, SYSTEM, EntityInput(**entry | lists))
        world.entities[entity.code] = entity
    world.entries.update((person.key, person) for person in reader.people())
    password_hash = hash_password(PASSWORD)  # one for all: a tenth of a second each otherwise
    account = _account(world, world.entries[ADMIN], password_hash)
    world.people[ADMIN] = create_administrator(world.session, SYSTEM, account)
    admin = world.actor(ADMIN)
    others = [person for person in world.entries.values() if person.key != ADMIN]
    for person in others:
        world.people[person.key] = create_person(world.session, admin, _account(world, person, password_hash))
    for person in others:
        for role in person.roles:
            entity_id = world.entities[role.entity].id if role.entity else None
            languages = role.languages if role.role is Role.AMBASSADOR else ()
            data = MandateInput(world.people[person.key].id, role.role, entity_id, languages=languages)
            give_mandate(world.session, admin, data)


def _account(world: World, entry: PersonEntry, password_hash: str) -> PersonInput:
    entity_id = world.entities[entry.entity].id
    return PersonInput(entry.email, entry.name, entity_id, entry.locale, password_hash=password_hash, is_demo=True)


def _make_campaigns(world: World, products: list[dict[str, Any]], campaigns: list[dict[str, Any]]) -> None:
    product_ids = {entry["code"]: _make_product(world, entry) for entry in products}
    write_safeguards(world, [entry for entry in products if Owner(entry["owner"]) is Owner.COMPETITOR])
    for entry in campaigns:
        _make_campaign(world, entry, tuple(product_ids[code] for code in entry["products"]))
        for number, mission in enumerate(entry["missions"]):
            tried = product_ids.get(mission.get("product", ""))
            _make_mission(world, entry["slug"], mission, OPENS_IN[entry["slug"]][number], tried)
        for issue in entry["known_issues"]:
            _publish_issue(world, entry["slug"], issue, product_ids[issue["product"]])
        for code in entry["editions"]:
            _make_edition(world, entry["slug"], code)


def _make_product(world: World, entry: dict[str, Any]) -> int:
    data = ProductInput(
        entry["code"],
        entry["name"],
        Owner(entry["owner"]),
        Channel(entry["channel"]),
        tuple(entry["markets"]),
        link=f"https://{entry['code']}.example",
        cost=Cost(0),
    )
    return create_product(world.session, _central(world), data).id


def _make_campaign(world: World, entry: dict[str, Any], product_ids: tuple[int, ...]) -> None:
    source, texts = entry["source_locale"], entry["texts"]
    data = CampaignInput(
        slug=entry["slug"],
        source_locale=source,
        title=texts["title"][source],
        pitch=texts["pitch"][source],
        description=texts["description"][source],
        identity_levels=tuple(map(IdentityLevel, entry["identity_levels"])),
        min_group=entry["min_group"],
        min_group_verbatim=entry["min_group_verbatim"],
        answer_within_days=entry["answer_within_days"],
        decide_by=world.timeline.day(bounds_of(entry["slug"]).vote_ends),
        product_ids=product_ids,
    )
    central = _central(world)
    campaign = create_campaign(world.session, central, data)
    world.campaigns[campaign.slug] = campaign
    # In the languages of all readers, also of entities without an edition.
    for text_id, name in (
        (campaign.title_text_id, "title"),
        (campaign.pitch_text_id, "pitch"),
        (campaign.description_text_id, "description"),
    ):
        change_text(world.session, central, text_id, texts[name])


def _make_mission(world: World, slug: str, entry: dict[str, Any], opens_in_weeks: int, product_id: int | None) -> None:
    data = MissionInput(
        minutes=entry["minutes"],
        title=entry["title"],
        body=entry["body"],
        steps=tuple(StepInput(step["title"]) for step in entry["steps"]),
        opens_on=world.timeline.day(opens_in_weeks),
        product_id=product_id,
    )
    mission = create_mission(world.session, _central(world, 1), world.campaigns[slug].id, data)
    world.missions[slug, mission.number] = mission
    for step in world.session.scalars(select(MissionStep).where(MissionStep.mission_id == mission.id)):
        world.steps[slug, mission.number, step.number] = step


def _publish_issue(world: World, slug: str, entry: dict[str, Any], product_id: int) -> None:
    data = IssueInput(entry["title"], entry["body"], IssueState(entry["state"]), product_id)
    publisher = world.actor(world.holders(Role.PRODUCT_TEAM)[0])
    publish_issue(world.session, publisher, world.campaigns[slug].id, data)


def _make_edition(world: World, slug: str, code: str) -> None:
    central = _central(world)
    edition = add_edition(world.session, central, world.campaigns[slug].id, world.entities[code].id)
    bounds = [datetime.combine(world.timeline.day(week), NINE) for week in bounds_of(slug)]
    phases = [PhaseInput(*phase) for phase in zip(PhaseKind, bounds, bounds[1:], strict=False)]
    set_phases(world.session, central, edition.id, phases)
    world.editions[slug, code] = edition
