"""Reads of ready answers: those of an entity, and those that answer one contribution."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.campaigns.models import Campaign, Edition
from app.core.errors import NotFound
from app.entities.models import Entity
from app.entities.queries import EntityPlace
from app.policy.actor import Actor
from app.policy.check import require
from app.policy.conditions import may_know_entity
from app.policy.facts import Facts
from app.policy.rules import Action
from app.ready_answers.models import ReadyAnswer
from app.texts.models import AuthoredText, Translation
from app.texts.queries import TextState, text_states

READY_ANSWERS_MAX = 100  # of an entity: a list that is read whole


@dataclass(frozen=True, slots=True)
class ReadyAnswerRow:
    """A ready answer, without its words."""

    id: int
    title: str
    body_text_id: int
    version: int
    campaign_id: int | None
    campaign_title_id: int | None


@dataclass(frozen=True, slots=True)
class ReadyAnswerTexts:
    """The words of a ready answer: its first language, then what stands in each."""

    source: str
    states: Mapping[str, TextState]


@dataclass(frozen=True, slots=True)
class NamedWords:
    """A ready answer that is called by its name, for a contribution written in that language."""

    facts: Facts
    name: str
    language: str


_WORDS = select(Translation.text_id, Translation.value, Translation.locale, AuthoredText.source_locale).join(
    AuthoredText, AuthoredText.id == Translation.text_id
)
_ROWS = (
    select(
        ReadyAnswer.id, ReadyAnswer.title, ReadyAnswer.body_text_id, ReadyAnswer.version, ReadyAnswer.campaign_id,
        Campaign.title_text_id,
    )
    .outerjoin(Campaign, Campaign.id == ReadyAnswer.campaign_id)
    .order_by(ReadyAnswer.title, ReadyAnswer.id)
    .limit(READY_ANSWERS_MAX)
)  # fmt: skip


def ready_answers_in(session: Session, actor: Actor, place: EntityPlace) -> tuple[ReadyAnswerRow, ...]:
    """Return the ready answers of an entity, by their name. One statement.

    :raises Forbidden: only who writes them reads the list
    """
    require(actor, Action.READY_ANSWER_WRITE, place.facts)
    return tuple(ReadyAnswerRow(*row) for row in session.execute(_ROWS.where(ReadyAnswer.entity_id == place.id)))


def ready_answers_for(session: Session, actor: Actor, facts: Facts) -> tuple[ReadyAnswerRow, ...]:
    """Return those that answer a contribution: of its entity, for its campaign or for all. One statement.

    None where they would tell the actor from which entity it comes.

    :raises Forbidden: the actor does not answer it
    """
    require(actor, Action.FEEDBACK_ANSWER, facts)
    if not may_know_entity(actor, facts):
        return ()
    fitting = or_(ReadyAnswer.campaign_id.is_(None), ReadyAnswer.campaign_id == facts.campaign_id)
    return tuple(
        ReadyAnswerRow(*row) for row in session.execute(_ROWS.where(ReadyAnswer.entity_id == facts.entity_id, fitting))
    )


def words_for(session: Session, actor: Actor, facts: Facts, ready_id: int, language: str) -> str:
    """Return the words of one that answers a contribution, in its language, else as they were written first.

    Empty when there is none any more. Two statements.

    :raises Forbidden: the actor does not answer it
    """
    row = next((row for row in ready_answers_for(session, actor, facts) if row.id == ready_id), None)
    if row is None:
        return ""
    found = session.execute(_WORDS.where(Translation.text_id == row.body_text_id))
    return str(min(found, key=lambda text: _distance(text.locale, language, text.source_locale)).value)


def words_named(session: Session, actor: Actor, asked: Collection[NamedWords]) -> Mapping[NamedWords, str]:
    """Return the words of ready answers that are called by name, as ``words_for`` does. Two statements at most.

    A name that there is not for a contribution, or that would tell the actor from which entity that comes, is left out;
    of two with one name, that of the campaign is meant.

    :raises Forbidden: the actor does not answer one of the contributions
    """
    for each in asked:
        require(actor, Action.FEEDBACK_ANSWER, each.facts)
    entities = {each.facts.entity_id for each in asked if may_know_entity(actor, each.facts)}
    if not entities:
        return {}
    rows = session.scalars(select(ReadyAnswer).where(ReadyAnswer.entity_id.in_(entities))).all()
    chosen: dict[NamedWords, int] = {}
    for each in asked:
        fitting = [
            row
            for row in rows
            if row.entity_id == each.facts.entity_id
            and row.campaign_id in {None, each.facts.campaign_id}
            and row.title.casefold() == each.name.casefold()
            and may_know_entity(actor, each.facts)
        ]
        if fitting:
            chosen[each] = min(fitting, key=lambda row: (row.campaign_id is None, row.id)).body_text_id
    texts = session.execute(_WORDS.where(Translation.text_id.in_(set(chosen.values())))).all()
    return {
        each: str(
            min(
                (text for text in texts if text.text_id == text_id),
                key=lambda text: _distance(text.locale, each.language, text.source_locale),
            ).value
        )
        for each, text_id in chosen.items()
    }


def _distance(locale: str, language: str, source: str) -> int:
    """Return how far words are from a language: pt-PT is near pt, and the first language is better than a third."""
    if locale == language:
        return 0
    return 1 if locale.split("-", maxsplit=1)[0] == language.split("-", maxsplit=1)[0] else 2 if locale == source else 3


def ready_answer_texts(session: Session, actor: Actor, place: EntityPlace, row: ReadyAnswerRow) -> ReadyAnswerTexts:
    """Return the words of one in each language of its entity. Four statements.

    :raises Forbidden: only who may change it works on its words
    """
    source = session.scalars(select(AuthoredText.source_locale).where(AuthoredText.id == row.body_text_id)).one()
    locales = dict.fromkeys([source, *languages_of(session, actor, place)])
    states = text_states(session, actor, [row.body_text_id], locales)
    return ReadyAnswerTexts(source, {state.locale: state for state in states})


def languages_of(session: Session, actor: Actor, place: EntityPlace) -> tuple[str, ...]:
    """Return the languages in which ready answers of an entity are written, its own first. One statement.

    :raises Forbidden: only who writes them asks
    """
    require(actor, Action.READY_ANSWER_WRITE, place.facts)
    found = session.execute(select(Entity.default_locale, Entity.locales).where(Entity.id == place.id)).one()
    return tuple(dict.fromkeys([found.default_locale, *found.locales]))


def campaigns_of(session: Session, actor: Actor, place: EntityPlace) -> Mapping[int, int]:
    """Return the campaigns in which an entity takes part, the newest first: number → title. One statement.

    :raises Forbidden: only who writes ready answers asks
    """
    require(actor, Action.READY_ANSWER_WRITE, place.facts)
    rows = session.execute(
        select(Campaign.id, Campaign.title_text_id)
        .join(Edition, Edition.campaign_id == Campaign.id)
        .where(Edition.entity_id == place.id)
        .order_by(Edition.id.desc())
    )
    return {row.id: row.title_text_id for row in rows}


def ready_answer_by_id(session: Session, actor: Actor, place: EntityPlace, ready_id: int) -> ReadyAnswerRow:
    """Return a ready answer of an entity. One statement.

    :raises NotFound: it has none with that number
    """
    found = next((row for row in ready_answers_in(session, actor, place) if row.id == ready_id), None)
    if found is None:
        raise NotFound
    return found
