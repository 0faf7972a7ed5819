"""The words of a questionnaire in another language."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.campaigns.models import Campaign, Edition
from app.core import clock
from app.core.errors import ChangedMeanwhile
from app.db.session import transaction
from app.entities.models import Entity
from app.journal.record import record
from app.policy.actor import Actor
from app.questionnaires.errors import LanguageNotTranslated
from app.questionnaires.models import Questionnaire, StoredCell, StoredQuestion
from app.questionnaires.queries import QuestionRow, question_rows
from app.questionnaires.service.build import locked_questionnaire
from app.questionnaires.service.former import AllWords, keep_former_words
from app.texts.queries import text_states
from app.texts.write import change_texts, confirm_texts


@dataclass(frozen=True, slots=True)
class TranslatedText:
    """One text in another language; ``seen`` says what its translator had before their eyes (``mark_of``)."""

    text_id: int
    words: str
    seen: str


def mark_of(source: str, translation: str) -> str:
    """Return a short mark of the words in two languages, to tell whether they are still those somebody saw."""
    return hashlib.sha256(f"{source}\0{translation}".encode()).hexdigest()[:16]


def translate_questionnaire(
    session: Session, actor: Actor, questionnaire_id: int, locale: str, texts: Sequence[TranslatedText]
) -> None:
    """Store words in one language; who saves them has seen the source beside them, so they are right for it.

    A translation left empty goes. A text that is not of the questionnaire is left alone.

    :raises NotFound: there is no such questionnaire
    :raises LanguageNotTranslated: the language is the source, or no entity of the campaign speaks it
    :raises ChangedMeanwhile: somebody saved one of these texts, or the words it translates, since they were shown
    """
    with transaction(session):
        found = locked_questionnaire(session, actor, questionnaire_id)
        source = session.get_one(Campaign, found.campaign_id).source_locale
        if locale == source or locale not in _spoken(session, found.campaign_id):
            raise LanguageNotTranslated
        rows = question_rows(session, actor, found.id)
        known = {found.title_text_id, found.intro_text_id, *(text_id for row in rows for text_id in row.text_ids)}
        given = {text.text_id: text for text in texts if text.text_id in known}
        states = text_states(session, actor, given, (source, locale))
        before = {(state.text_id, state.locale): state.value for state in states}
        changed = change_texts(session, actor, {text_id: {locale: text.words} for text_id, text in given.items()})
        written = [text_id for text_id, text in given.items() if text.words]
        session.flush()
        is_confirmed = confirm_texts(session, actor, written, [locale])
        if not (changed or is_confirmed):
            return  # the same form twice is one change
        marks = {text_id: mark_of(before[text_id, source], before[text_id, locale]) for text_id in given}
        if any(marks[text_id] != text.seen for text_id, text in given.items()):
            raise ChangedMeanwhile
        corrected = {(text_id, locale): before[text_id, locale] for text_id in changed if before[text_id, locale]}
        _note_corrections(session, actor, found, rows, corrected)
        details = {"locale": locale}
        record(session, actor, "questionnaires.translated", ("questionnaire", found.id, found.facts), details)


def _spoken(session: Session, campaign_id: int) -> set[str]:
    """Return the languages of the entities that take part."""
    lists = session.scalars(
        select(Entity.locales).join(Edition, Edition.entity_id == Entity.id).where(Edition.campaign_id == campaign_id)
    )
    return {locale for locales in lists for locale in locales}


def _note_corrections(
    session: Session, actor: Actor, found: Questionnaire, rows: Sequence[QuestionRow], before: AllWords
) -> None:
    """Note the day on which words that people had answered to were changed, and keep them; ``before``: those words."""
    texts = {text_id for text_id, _locale in before}
    changed = [row for row in rows if texts & set(row.text_ids)]
    if not changed:
        return
    among = StoredCell.question_id.in_([row.question.id for row in changed])
    answered = set(session.scalars(select(StoredCell.question_id).where(among).distinct()))
    if not answered:
        return
    session.execute(
        update(StoredQuestion)
        .where(StoredQuestion.questionnaire_id == found.id, StoredQuestion.id.in_(answered))
        .values(corrected_on=clock.today())
        .execution_options(synchronize_session=False)
    )
    keep_former_words(session, actor, [row for row in changed if row.question.id in answered], before)
