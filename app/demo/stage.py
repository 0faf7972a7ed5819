"""The stage of the story: entities, people, mandates, products, campaigns with their missions and editions."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, time
from typing import Any

from app.accounts.credentials import email_key, hash_password
from app.accounts.models import Mandate, Person
from app.campaigns.models import Campaign, Edition, Phase, campaign_products
from app.campaigns.types import EditionStatus, PhaseKind
from app.demo import reader
from app.demo.world import World, number_of
from app.entities.models import Entity
from app.entities.types import Stage
from app.missions.models import Mission, MissionStep
from app.policy.actor import Role
from app.products.models import Product
from app.products.types import Channel, Owner
from app.texts.models import AuthoredText, Translation

PASSWORD = "discover-pepite-together"  # noqa: S105 - shown to everybody: these accounts are of invented people
ADMIN = "melanie-thevenoux"
NINE = 9 * 60
# Weeks before or after the first one.
FOUNDED, PREPARED, RECRUITS, TEST_ENDS, VOTE_ENDS, CLOSED = -5, -4, -2, 10, 12, 13
OPENS_IN = {"own-app": (0, 1, 3), "look-around": (1, 2, 3)}  # weeks after the first one: missions 1, 2, 3


def build_stage(world: World) -> None:
    """Add everything that stands before the first person joins."""
    setting = reader.setting()
    _add_entities(world, setting["entities"])
    _add_people(world)
    _add_mandates(world)
    products = _add_products(world, setting["products"])
    for campaign in setting["campaigns"]:
        _add_campaign(world, campaign, products)
    world.session.flush()


def _day(world: World, weeks: int, hour: int = 9) -> datetime:
    return datetime.combine(world.timeline.day(weeks), time(hour), tzinfo=UTC)


def _add_entities(world: World, entries: list[dict[str, Any]]) -> None:
    for entry in entries:
        entity = Entity(**entry, stage=Stage.PILOT)
        world.entities[entity.code] = entity
        world.add(entity)
    world.session.flush()


def _add_people(world: World) -> None:
    password_hash = hash_password(PASSWORD)  # one for all: a tenth of a second each otherwise
    for entry in reader.people():
        person = Person(
            id=number_of("person", entry.key),
            email=entry.email,
            email_key=email_key(entry.email),
            name=entry.name,
            entity_id=world.entities[entry.entity].id,
            password_hash=password_hash,
            locale=entry.locale,
            created_at=_day(world, FOUNDED),
            is_demo=True,
        )
        world.people[entry.key], world.entries[entry.key] = person, entry
        world.add(person)
    world.session.flush()
    for key, entity in world.entities.items():
        world.note(_day(world, FOUNDED), ADMIN, "entities.create", ("entity", entity.id, entity.facts), code=key)
    for key, person in world.people.items():
        author = None if key == ADMIN else ADMIN
        world.note(_day(world, FOUNDED), author, "accounts.create_person", ("person", person.id, person.facts))


def _add_mandates(world: World) -> None:
    """The administrator gives every mandate but their own."""
    for entry in reader.people():
        for role in entry.roles:
            giver = None if entry.key == ADMIN else ADMIN
            mandate = Mandate(
                id=number_of("mandate", entry.key, role.role),
                person_id=world.id_of(entry.key),
                role=Role(role.role),
                starts_on=world.timeline.day(FOUNDED),
                entity_id=world.entities[role.entity].id if role.entity else None,
                languages=sorted(role.languages) if role.role == Role.AMBASSADOR.value else [],
                given_by_id=world.id_of(giver) if giver else None,
                created_at=_day(world, FOUNDED, 10),
            )
            world.add(mandate)
            details = {
                "person_id": mandate.person_id,
                "role": role.role,
                "starts_on": mandate.starts_on.isoformat(),
                "ends_on": None,
                "languages": mandate.languages,
            }
            thing = ("mandate", mandate.id, mandate.facts)
            world.note(_day(world, FOUNDED, 10), giver, "accounts.give_mandate", thing, **details)


def _add_products(world: World, entries: list[dict[str, Any]]) -> dict[str, Product]:
    products = {
        entry["code"]: Product(
            code=entry["code"],
            name=entry["name"],
            owner=Owner(entry["owner"]),
            channel=Channel(entry["channel"]),
            markets=sorted(entry["markets"]),
        )
        for entry in entries
    }
    world.add_all(products.values())
    world.session.flush()
    central = world.holders("central_team")[0]
    for code, product in products.items():
        thing = ("product", product.id, product.facts)
        world.note(_day(world, PREPARED), central, "products.create", thing, code=code)
    return products


def _text(world: World, name: str, source: str, values: Mapping[str, str]) -> int:
    """Add a text with its words in every language, validated by the central team; return its identifier."""
    text = AuthoredText(id=number_of("text", name), source_locale=source)
    world.add(text)
    world.session.flush()
    world.add_all(
        Translation(
            text_id=text.id,
            locale=locale,
            value=value,
            source_version=1,
            by_id=world.id_of(world.holders("central_team")[0]),
            at=_day(world, PREPARED),
        )
        for locale, value in values.items()
    )
    return text.id


def _add_campaign(world: World, entry: dict[str, Any], products: Mapping[str, Product]) -> None:
    slug, source, texts = entry["slug"], entry["source_locale"], entry["texts"]
    central = world.holders("central_team")[0]
    campaign = Campaign(
        slug=slug,
        source_locale=source,
        title_text_id=_text(world, f"{slug}/title", source, texts["title"]),
        pitch_text_id=_text(world, f"{slug}/pitch", source, texts["pitch"]),
        description_text_id=_text(world, f"{slug}/description", source, texts["description"]),
        identity_levels=entry["identity_levels"],
        min_group=entry["min_group"],
        min_group_verbatim=entry["min_group_verbatim"],
        answer_within_days=entry["answer_within_days"],
        decide_by=world.timeline.day(VOTE_ENDS),
        created_by_id=world.id_of(central),
        created_at=_day(world, PREPARED),
    )
    world.add(campaign)
    world.session.flush()
    world.campaigns[slug] = campaign
    world.note(_day(world, PREPARED), central, "campaigns.create", ("campaign", campaign.id, campaign.facts))
    for position, code in enumerate(entry["products"]):
        row = {"campaign_id": campaign.id, "product_id": products[code].id, "position": position}
        world.session.execute(campaign_products.insert().values(row))
    for mission in entry["missions"]:
        _add_mission(world, slug, mission)
    for code in entry["editions"]:
        _add_edition(world, campaign, world.entities[code])


def _add_mission(world: World, slug: str, entry: dict[str, Any]) -> None:
    campaign, number = world.campaigns[slug], entry["number"]
    name, source = f"{slug}/{number}", campaign.source_locale
    mission = Mission(
        campaign_id=campaign.id,
        number=number,
        title_text_id=_text(world, f"{name}/title", source, entry["title"]),
        body_text_id=_text(world, f"{name}/body", source, entry["body"]),
        minutes=entry["minutes"],
        opens_on=world.timeline.day(OPENS_IN[slug][number - 1]),
    )
    world.add(mission)
    world.session.flush()
    world.missions[slug, number] = mission
    central = world.holders("central_team")[1]
    thing = ("mission", mission.id, mission.facts)
    world.note(_day(world, PREPARED, 14), central, "missions.created", thing, number=number)
    for step in entry["steps"]:
        title = _text(world, f"{name}/{step['number']}", source, step["title"])
        world.steps[slug, number, step["number"]] = MissionStep(
            mission_id=mission.id, number=step["number"], title_text_id=title
        )
        world.add(world.steps[slug, number, step["number"]])


def _add_edition(world: World, campaign: Campaign, entity: Entity) -> None:
    opened = world.timeline.at(entity, world.timeline.day(RECRUITS), NINE)
    edition = Edition(campaign_id=campaign.id, entity_id=entity.id, status=EditionStatus.OPEN, opened_at=opened)
    world.add(edition)
    world.session.flush()
    world.editions[campaign.slug, entity.code] = edition
    bounds = (RECRUITS, 0, TEST_ENDS, VOTE_ENDS, CLOSED)
    for kind, starts, ends in zip(PhaseKind, bounds, bounds[1:], strict=False):
        starts_at, ends_at = (world.timeline.at(entity, world.timeline.day(week), NINE) for week in (starts, ends))
        world.add(Phase(edition_id=edition.id, kind=kind, starts_at=starts_at, ends_at=ends_at))
    central = world.holders("central_team")[0]
    thing = ("edition", edition.id, world.place(campaign.slug, entity.code))
    world.note(_day(world, PREPARED, 15), central, "campaigns.add_edition", thing)
    world.note(_day(world, PREPARED, 16), central, "campaigns.set_phases", thing)
    world.note(opened, central, "campaigns.open_edition", thing)
