"""Reads of the house rules."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.entities.models import Entity
from app.entities.queries import ENTITIES_MAX, EntityPlace
from app.house_rules.models import EntityRules, WordList
from app.house_rules.types import RulesPlace
from app.language.phrases import first_phrase
from app.policy.actor import Actor
from app.policy.check import can, require, require_sight
from app.policy.facts import NOTHING, Facts
from app.policy.rules import Action
from app.texts.queries import EMPTY, ReadText, TextState, text_states, texts_of

RULES_SHOWN = 50  # entities of one page


@dataclass(frozen=True, slots=True)
class WordsRow:
    """The words that always wait in a place; version 0: none was ever listed."""

    words: tuple[str, ...] = ()
    version: int = 0


@dataclass(frozen=True, slots=True)
class RulesRow:
    """What an entity's rules say, in the reader's language if they can."""

    entity_name: str
    text: ReadText
    changed_at: datetime


@dataclass(frozen=True, slots=True)
class RulesTexts:
    """The rules of an entity in each of its languages, for who writes them; version 0: there are none."""

    locales: tuple[str, ...]  # the one they are written in first comes first
    states: dict[str, TextState]
    version: int = 0


def held_word(session: Session, actor: Actor, place: tuple[int, int], text: str, language: str) -> str:
    """Return the listed word for which a text waits in an entity's part of a campaign; "": none. One statement.

    For the use cases that store what the actor writes. ``place``: entity and campaign.
    """
    del actor  # whoever may write there: the caller has asked
    entity_id, campaign_id = place
    lists = session.scalars(
        select(WordList.words)
        .where(or_(WordList.entity_id == entity_id, WordList.campaign_id == campaign_id))
        .order_by(WordList.campaign_id)
    )
    return next((word for words in lists if (word := first_phrase(text, tuple(words), language))), "")


def words_of_list(session: Session, actor: Actor, place: RulesPlace) -> WordsRow:
    """Return the words that always wait in a place. One statement.

    :raises NotFound: none of the actor's business
    """
    is_entity = place.entity_id is not None
    require_sight(actor, Action.HOUSE_RULES_VIEW if is_entity else Action.CAMPAIGN_WRITE, place.facts)
    column = WordList.entity_id if is_entity else WordList.campaign_id
    number = place.entity_id if is_entity else place.campaign_id
    row = session.execute(select(WordList.words, WordList.version).where(column == number)).first()
    return WordsRow(tuple(row[0]), row[1]) if row else WordsRow()


def rules_read(session: Session, actor: Actor, entity_ids: Iterable[int]) -> tuple[RulesRow, ...]:
    """Return the rules that these entities add, by name. Two statements, whatever their number."""
    require(actor, Action.MODERATION_RULES_READ, NOTHING)
    rows = session.execute(
        select(Entity.name, EntityRules.text_id, EntityRules.changed_at)
        .join(Entity, Entity.id == EntityRules.entity_id)
        .where(EntityRules.entity_id.in_(set(entity_ids)))
        .order_by(Entity.name)
        .limit(RULES_SHOWN)
    ).all()
    texts = texts_of(session, actor, {row[1] for row in rows})
    return tuple(RulesRow(name, texts.get(text_id, EMPTY), at) for name, text_id, at in rows)


def settings_places(session: Session, actor: Actor) -> list[EntityPlace]:
    """Return the entities whose moderation settings the actor may read, by name. One statement, none for a tester."""
    if not actor.grants:
        return []
    rows = session.execute(select(Entity.id, Entity.code, Entity.name).order_by(Entity.name).limit(ENTITIES_MAX))
    places = (EntityPlace(*row) for row in rows)
    return [place for place in places if can(actor, Action.HOUSE_RULES_VIEW, place.facts)]


def rules_texts(session: Session, actor: Actor, entity_id: int) -> RulesTexts:
    """Return an entity's rules in each of its languages. Four statements at most.

    :raises NotFound: none of the actor's business
    """
    require_sight(actor, Action.HOUSE_RULES_VIEW, Facts(entity_id=entity_id))
    locales, source = session.execute(select(Entity.locales, Entity.default_locale).where(Entity.id == entity_id)).one()
    ordered = tuple(dict.fromkeys((source, *locales)))
    row = session.get(EntityRules, entity_id)
    if row is None:
        return RulesTexts(ordered, {})
    states = text_states(session, actor, [row.text_id], ordered)
    return RulesTexts(ordered, {state.locale: state for state in states}, row.version)
