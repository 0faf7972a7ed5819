"""Use cases of the house rules."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.campaigns.models import Campaign
from app.core import clock
from app.core.errors import ChangedMeanwhile
from app.db.lock import locked
from app.db.session import transaction
from app.entities.models import Entity
from app.house_rules.errors import LineTooLong, NoWordInLine, RulesSourceMissing, TooManyWords
from app.house_rules.models import EntityRules, WordList
from app.house_rules.types import WORDS_MAX, RulesPlace
from app.journal.record import record
from app.language.phrases import PHRASE_MAX_CHARS
from app.language.stems import word_line
from app.policy.actor import Actor
from app.policy.check import require, require_sight
from app.policy.rules import Action
from app.texts.models import AuthoredText
from app.texts.write import change_text, confirm_texts, new_text


@dataclass(frozen=True, slots=True)
class WordsInput:
    """The lines of a list as somebody typed them, and the version they were written against."""

    lines: tuple[str, ...]
    version: int = 0


@dataclass(frozen=True, slots=True)
class RulesInput:
    """An entity's rules by language; ``confirmed`` names translations that stay right though the source changed."""

    words: Mapping[str, str]
    confirmed: tuple[str, ...] = ()
    version: int = 0  # that they were written against


def set_words(session: Session, actor: Actor, place: RulesPlace, data: WordsInput) -> bool:
    """List the words that always wait in a place; tell whether that changed anything. Twice is the same as once.

    What waits already goes on waiting; what is published stays.

    :raises NotFound: none of the actor's business, or no such place
    :raises Forbidden: of an entity, its community manager and the central team do; of a campaign, who writes it
    :raises NoWordInLine, LineTooLong, TooManyWords: the list cannot be looked for
    :raises ChangedMeanwhile: somebody saved it since the form was shown
    """
    _require_may_set(actor, place)
    words = _checked(data.lines)
    with transaction(session):
        _lock_place(session, place)
        known = select(WordList).where(
            WordList.entity_id.is_not_distinct_from(place.entity_id),
            WordList.campaign_id.is_not_distinct_from(place.campaign_id),
        )
        row = session.scalars(known.execution_options(populate_existing=True)).first()
        if row is None:
            row = WordList(entity_id=place.entity_id, campaign_id=place.campaign_id)
            session.add(row)
        if row.words == words:
            return False
        if row.version != data.version:
            raise ChangedMeanwhile
        details = {"added": len(set(words) - set(row.words)), "removed": len(set(row.words) - set(words))}
        row.words, row.version = words, row.version + 1
        record(session, actor, "house_rules.set_words", (*_subject(place), place.facts), details)
    return True


def write_rules(session: Session, actor: Actor, entity_id: int, data: RulesInput) -> bool:
    """Write what an entity adds to the rules, in its languages; tell whether that changed anything.

    All of it left empty takes the rules away.

    :raises NotFound: no such entity, or none of the actor's business
    :raises Forbidden: its community manager and the central team do
    :raises RulesSourceMissing: it is written in another language, and not in the entity's first one
    :raises ChangedMeanwhile: somebody saved them since the form was shown
    """
    place = RulesPlace(entity_id=entity_id)
    _require_may_set(actor, place)
    with transaction(session):
        _lock_place(session, place)
        entity = session.get_one(Entity, entity_id)
        words = {
            locale: text.strip()
            for locale, text in data.words.items()
            if locale in {*entity.locales, entity.default_locale}
        }
        row = session.get(EntityRules, entity_id, populate_existing=True)
        source = entity.default_locale if row is None else session.get_one(AuthoredText, row.text_id).source_locale
        if any(words.values()) and not words.get(source):
            raise RulesSourceMissing
        if not _write(session, actor, (row, entity_id, source), words, data):
            return False
        record(session, actor, "house_rules.write", ("entity", entity_id, place.facts), {"version": data.version + 1})
    return True


def _write(
    session: Session,
    actor: Actor,
    where: tuple[EntityRules | None, int, str],
    words: Mapping[str, str],
    data: RulesInput,
) -> bool:
    """Store, change or delete the rules; tell whether anything changed."""
    row, entity_id, source = where
    if row is None:
        if any(words.values()):
            text_id = new_text(session, actor, source, words)
            session.add(EntityRules(entity_id=entity_id, text_id=text_id))
        return any(words.values())
    if not any(words.values()):
        _require_seen(row, data)
        session.delete(row)
        session.flush()  # the text is no longer pointed to
        session.delete(session.get_one(AuthoredText, row.text_id))
        return True
    has_changed = change_text(session, actor, row.text_id, words)
    has_changed |= confirm_texts(session, actor, [row.text_id], data.confirmed)
    if has_changed:
        _require_seen(row, data)
        row.version, row.changed_at = row.version + 1, clock.now()
    return has_changed


def _require_seen(row: EntityRules, data: RulesInput) -> None:
    if row.version != data.version:
        raise ChangedMeanwhile


def _require_may_set(actor: Actor, place: RulesPlace) -> None:
    if place.entity_id is None:
        require(actor, Action.CAMPAIGN_WRITE, place.facts)
        return
    require_sight(actor, Action.HOUSE_RULES_VIEW, place.facts)
    require(actor, Action.HOUSE_RULES_WRITE, place.facts)


def _lock_place(session: Session, place: RulesPlace) -> None:
    """Let nobody else write the rules of the place until the transaction ends."""
    if place.entity_id is not None:
        locked(session, Entity, place.entity_id)
    else:
        locked(session, Campaign, place.campaign_id or 0)


def _subject(place: RulesPlace) -> tuple[str, int | None]:
    return ("entity", place.entity_id) if place.entity_id is not None else ("campaign", place.campaign_id)


def _checked(lines: Iterable[str]) -> list[str]:
    """Return the lines that say something, each once, in the order they were typed."""
    found: dict[tuple[str, ...], str] = {}
    for line in (" ".join(each.split()) for each in lines):
        if not line:
            continue
        if len(line) > PHRASE_MAX_CHARS:
            raise LineTooLong(line=f"{line[:40]}…", most=PHRASE_MAX_CHARS)
        words = word_line(line)
        if not words:
            raise NoWordInLine(line=line)
        found.setdefault(tuple(words), line)
    if len(found) > WORDS_MAX:
        raise TooManyWords(most=WORDS_MAX)
    return list(found.values())
