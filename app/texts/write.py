"""Write texts, inside the transaction of the use case that owns them."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core import clock
from app.policy.actor import Actor
from app.texts.models import AuthoredText, Translation
from app.texts.types import TranslationState


def new_text(session: Session, actor: Actor, source_locale: str, values: Mapping[str, str]) -> int:
    """Store a text with its source and the translations given (locale → words); return its id."""
    text = AuthoredText(source_locale=source_locale)
    session.add(text)
    session.flush()  # translations point to it
    change_text(session, actor, text.id, values)
    return text.id


def change_text(session: Session, actor: Actor, text_id: int, values: Mapping[str, str]) -> bool:
    """Store new words; tell whether any changed. A changed source moves the version on: its translations are outdated.

    A translation emptied is removed; words equal to those stored change nothing.
    """
    text = session.get_one(AuthoredText, text_id)
    rows = {row.locale: row for row in session.scalars(select(Translation).where(Translation.text_id == text_id))}
    source = values.get(text.source_locale)
    stored = rows.get(text.source_locale)
    if source is not None and stored is not None and stored.value != source:
        text.version += 1
    has_changed = False
    for locale, value in values.items():
        row = rows.get(locale)
        if not value:
            if row is not None and locale != text.source_locale:
                session.delete(row)
                has_changed = True
        elif row is None:
            has_changed = True
            by_id = None if actor.is_system else actor.person_id
            session.add(
                Translation(text_id=text_id, locale=locale, value=value, source_version=text.version, by_id=by_id)
            )
        elif row.value != value:
            has_changed = True
            row.value, row.source_version, row.at = value, text.version, clock.now()
            row.state = TranslationState.VALIDATED
            row.by_id = None if actor.is_system else actor.person_id
    return has_changed


def confirm_texts(session: Session, actor: Actor, text_ids: Collection[int], locales: Collection[str]) -> None:
    """Mark translations as right for the source's words of today: those of the languages given."""
    statement = (
        select(Translation, AuthoredText.version)
        .join(AuthoredText, AuthoredText.id == Translation.text_id)
        .where(Translation.text_id.in_(text_ids), Translation.locale.in_(locales))
    )
    for translation, version in session.execute(statement) if text_ids else ():
        translation.source_version, translation.state = version, TranslationState.VALIDATED
        translation.at = clock.now()
        translation.by_id = None if actor.is_system else actor.person_id


def are_source_words(session: Session, words: Mapping[int, str]) -> bool:
    """Tell whether texts, by their id, say in their own language what is given."""
    said = session.execute(
        select(Translation.text_id, Translation.value)
        .join(AuthoredText, AuthoredText.id == Translation.text_id)
        .where(Translation.locale == AuthoredText.source_locale, Translation.text_id.in_(words))
    )
    return {row.text_id: row.value for row in said if row.value} == {key: each for key, each in words.items() if each}
