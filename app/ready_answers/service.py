"""Use cases of ready answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import delete, exists, func, select
from sqlalchemy.orm import Session

from app.campaigns.models import Edition
from app.core.errors import ChangedMeanwhile, FormUsed
from app.db.lock import locked
from app.db.session import transaction
from app.entities.models import Entity
from app.journal.record import record
from app.policy.actor import Actor
from app.policy.check import require, require_sight
from app.policy.facts import Facts
from app.policy.rules import Action
from app.ready_answers.errors import CampaignElsewhere, ReadyAnswerSourceMissing, TooManyReadyAnswers
from app.ready_answers.models import ReadyAnswer
from app.ready_answers.queries import READY_ANSWERS_MAX
from app.texts.models import AuthoredText
from app.texts.write import are_source_words, change_text, new_text


@dataclass(frozen=True, slots=True)
class ReadyAnswerInput:
    """A ready answer as it should be."""

    title: str
    body: Mapping[str, str]  # locale → words
    source_locale: str
    campaign_id: int | None = None
    submission_key: str | None = None
    version: int = 1  # that it was written against
    is_correction: bool = False  # the words mean what they meant: translations stay right


def write_ready_answer(session: Session, actor: Actor, entity_id: int, data: ReadyAnswerInput) -> ReadyAnswer:
    """Write words to answer with. The same form sent again gives the same ready answer.

    :raises Forbidden: who manages the community and the central team do
    :raises ReadyAnswerSourceMissing, CampaignElsewhere, TooManyReadyAnswers: see there
    :raises FormUsed: the same form was sent before with other words
    """
    require(actor, Action.READY_ANSWER_WRITE, Facts(entity_id=entity_id))
    with transaction(session):
        # Locked: two at once would both be the last one that there is room for, and one form would be two answers.
        locked(session, Entity, entity_id)
        _check(session, entity_id, data, data.source_locale)
        sent = _written_before(session, data)
        if sent is not None:
            return sent
        count = session.scalar(select(func.count(ReadyAnswer.id)).where(ReadyAnswer.entity_id == entity_id)) or 0
        if count >= READY_ANSWERS_MAX:
            raise TooManyReadyAnswers(maximum=READY_ANSWERS_MAX)
        made = ReadyAnswer(
            entity_id=entity_id,
            campaign_id=data.campaign_id,
            title=data.title,
            body_text_id=new_text(session, actor, data.source_locale, data.body),
            submission_key=data.submission_key,
        )
        session.add(made)
        session.flush()
        record(session, actor, "ready_answers.write", ("ready_answer", made.id, made.facts))
    return made


def change_ready_answer(session: Session, actor: Actor, ready_id: int, data: ReadyAnswerInput) -> None:
    """Change one. Answers that were published with it stay.

    :raises NotFound: there is none, or none that the actor may change
    :raises ReadyAnswerSourceMissing, CampaignElsewhere: see there
    :raises ChangedMeanwhile: somebody saved it since the form was shown
    """
    with transaction(session):
        stored = _lock(session, actor, ready_id)
        source = session.get_one(AuthoredText, stored.body_text_id).source_locale
        _check(session, stored.entity_id, data, source)
        has_changed = (stored.title, stored.campaign_id) != (data.title, data.campaign_id)
        has_changed |= change_text(session, actor, stored.body_text_id, data.body, is_correction=data.is_correction)
        if not has_changed:
            return  # the same form twice is one change
        if stored.version != data.version:
            raise ChangedMeanwhile
        stored.title, stored.campaign_id = data.title, data.campaign_id
        stored.version += 1
        record(session, actor, "ready_answers.change", ("ready_answer", stored.id, stored.facts))


def delete_ready_answer(session: Session, actor: Actor, ready_id: int) -> None:
    """Delete one. Answers that were published with it stay.

    :raises NotFound: there is none, or none that the actor may delete
    """
    with transaction(session):
        stored = _lock(session, actor, ready_id)
        record(session, actor, "ready_answers.delete", ("ready_answer", stored.id, stored.facts))
        session.delete(stored)
        session.flush()
        session.execute(delete(AuthoredText).where(AuthoredText.id == stored.body_text_id))


def _lock(session: Session, actor: Actor, ready_id: int) -> ReadyAnswer:
    found = locked(session, ReadyAnswer, ready_id)
    require_sight(actor, Action.READY_ANSWER_WRITE, Facts(entity_id=found.entity_id))
    return found


def _check(session: Session, entity_id: int, data: ReadyAnswerInput, source: str) -> None:
    if not data.body.get(source):
        raise ReadyAnswerSourceMissing
    if data.campaign_id is None:
        return
    takes_part = exists().where(Edition.entity_id == entity_id, Edition.campaign_id == data.campaign_id)
    if not session.scalar(select(takes_part)):
        raise CampaignElsewhere


def _written_before(session: Session, data: ReadyAnswerInput) -> ReadyAnswer | None:
    """Return what this very form wrote already."""
    if not data.submission_key:
        return None
    found = session.scalars(select(ReadyAnswer).where(ReadyAnswer.submission_key == data.submission_key)).one_or_none()
    if found is None:
        return None
    words = {found.body_text_id: data.body[data.source_locale]}
    if found.title != data.title or not are_source_words(session, words):
        raise FormUsed
    return found
