"""Where texts belong: to a campaign, to an entity alone, or to everybody; and into which languages they go there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.campaigns.models import Edition
from app.campaigns.queries import campaign_by_slug
from app.core.errors import NotFound
from app.entities.models import Entity
from app.policy.actor import Actor
from app.policy.check import require, require_sight
from app.policy.facts import NOTHING, Facts
from app.policy.rules import Action
from app.translating.file_format import Languages
from config import LOCALES

OUTSIDE = "~"  # begins the name of a place that is no campaign; no address of a campaign does


class CampaignName(NamedTuple):
    """A campaign, as far as its place goes."""

    id: int
    slug: str
    source_locale: str
    title_text_id: int


class Participant(NamedTuple):
    """An entity whose languages count."""

    code: str
    name: str
    locales: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TextPlace:
    """Where texts belong. ``slug``, in addresses: a campaign's own, ``~code`` of an entity, ``~`` of the group."""

    slug: str
    campaign_id: int | None
    entity_id: int | None
    title_text_id: int | None  # of a campaign
    name: str  # of an entity
    source_locale: str  # most texts are written in it first
    entities: Mapping[int, Participant]
    facts: Facts

    @classmethod
    def of_campaign(cls, found: CampaignName, entities: Mapping[int, Participant]) -> TextPlace:
        """Return a campaign; its texts belong to all the entities that take part."""
        facts = Facts(campaign_id=found.id, campaign_entities=frozenset(entities))
        return cls(found.slug, found.id, None, found.title_text_id, "", found.source_locale, entities, facts)

    @classmethod
    def of_entity(cls, entity_id: int, entity: Participant, source_locale: str) -> TextPlace:
        """Return the place of what an entity writes for itself."""
        name, facts = OUTSIDE + entity.code, Facts(entity_id=entity_id)
        return cls(name, None, entity_id, None, entity.name, source_locale, {entity_id: entity}, facts)

    @classmethod
    def of_everybody(cls) -> TextPlace:
        """Return the place of what the group writes for everybody."""
        return cls(OUTSIDE, None, None, None, "", LOCALES[0], {}, NOTHING)

    @property
    def locales(self) -> tuple[str, ...]:
        """All its languages, the one of its sources first."""
        spoken = (locale for each in self.entities.values() for locale in each.locales)
        return tuple(dict.fromkeys([self.source_locale, *(spoken if self.entities else LOCALES)]))

    @property
    def subject(self) -> tuple[str, int | None, Facts]:
        """What the journal notes."""
        kind = "campaign" if self.campaign_id else "entity" if self.entity_id else "group"
        return kind, self.campaign_id or self.entity_id, self.facts

    def reads(self, entity_id: int | None, locale: str) -> bool:
        """Tell whether words of an entity, or of all of them, are read in a language."""
        return entity_id is None or locale in self.entities[entity_id].locales


class Bench(NamedTuple):
    """A place and the language that its texts are translated into."""

    place: TextPlace
    locale: str

    @property
    def languages(self) -> Languages:
        """From which language into which."""
        return Languages(self.place.source_locale, self.locale)


def bench_of(session: Session, actor: Actor, slug: str, locale: str) -> Bench:
    """Return the bench of a place in a language. At most two statements.

    :raises NotFound: no such place, none that the actor may see, or one that does not use the language
    :raises Forbidden: the actor sees it and does not translate it
    """
    place = _outside(session, actor, slug) if slug.startswith(OUTSIDE) else _campaign(session, actor, slug)
    require(actor, Action.TEXT_TRANSLATE, place.facts)
    if locale not in place.locales:
        raise NotFound
    return Bench(place, locale)


def _campaign(session: Session, actor: Actor, slug: str) -> TextPlace:
    found = campaign_by_slug(session, actor, slug)
    entities = {
        row.id: Participant(row.code, row.name, tuple(row.locales))
        for row in session.execute(
            select(Entity.id, Entity.code, Entity.name, Entity.locales)
            .join(Edition, Edition.entity_id == Entity.id)
            .where(Edition.campaign_id == found.id)
            .order_by(Entity.id)
        )
    }
    return TextPlace.of_campaign(CampaignName(found.id, found.slug, found.source_locale, found.title_text_id), entities)


def _outside(session: Session, actor: Actor, slug: str) -> TextPlace:
    code = slug.removeprefix(OUTSIDE)
    if not code:
        require_sight(actor, Action.TEXT_TRANSLATE, NOTHING)
        return TextPlace.of_everybody()
    row = session.execute(
        select(Entity.id, Entity.code, Entity.name, Entity.locales, Entity.default_locale).where(Entity.code == code)
    ).one_or_none()
    if row is None:
        raise NotFound
    facts = Facts(entity_id=row.id)
    require_sight(actor, Action.TEXT_TRANSLATE, facts)
    return TextPlace.of_entity(row.id, Participant(row.code, row.name, tuple(row.locales)), row.default_locale)
