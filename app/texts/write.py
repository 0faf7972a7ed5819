"""Write texts, inside the transaction of the use case that owns them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core import clock
from app.policy.actor import Actor
from app.texts.models import AuthoredText, FormerSource, Translation
from app.texts.types import TranslationState

Words = Mapping[str, str]  # locale → words


def new_text(session: Session, actor: Actor, source_locale: str, values: Words) -> int:
    """Store a text with its source and the translations given (locale → words); return its id."""
    return new_texts(session, actor, source_locale, [values])[0]


def new_texts(session: Session, actor: Actor, source_locale: str, values: Iterable[Words]) -> list[int]:
    """Store several texts; return their ids in the same order. Two statements, whatever their number."""
    texts = [(AuthoredText(source_locale=source_locale), words) for words in values]
    session.add_all(text for text, _words in texts)
    session.flush()  # translations point to them
    session.add_all(
        _translation(text, locale, value, actor) for text, words in texts for locale, value in words.items() if value
    )
    return [text.id for text, _words in texts]


def change_text(session: Session, actor: Actor, text_id: int, values: Words, *, is_correction: bool = False) -> bool:
    """Store new words; tell whether any changed. A changed source moves the version on: its translations are outdated.

    Unless it ``is_correction``: it means what it meant, and they stay as they are.
    A translation emptied is removed; words equal to those stored change nothing.
    """
    return bool(change_texts(session, actor, {text_id: values}, is_correction=is_correction))


def change_texts(
    session: Session, actor: Actor, values: Mapping[int, Words], *, is_correction: bool = False
) -> set[int]:
    """Store new words of several texts, by their id; return those that changed. Two reads, whatever their number."""
    ids = list(values)
    texts = {text.id: text for text in session.scalars(select(AuthoredText).where(AuthoredText.id.in_(ids)))}
    rows: dict[int, dict[str, Translation]] = {text_id: {} for text_id in ids}
    for row in session.scalars(select(Translation).where(Translation.text_id.in_(ids))):
        rows[row.text_id][row.locale] = row
    return {
        text_id
        for text_id, words in values.items()
        if _change(session, actor, (texts[text_id], rows[text_id]), words, is_correction=is_correction)
    }


def keep_drafts(session: Session, actor: Actor, locale: str, words: Mapping[int, str]) -> None:
    """Keep words in work in one language, by text; what readers see there stays until they are validated. Two reads."""
    texts = {text.id: text for text in session.scalars(select(AuthoredText).where(AuthoredText.id.in_(words)))}
    there = select(Translation).where(Translation.text_id.in_(words), Translation.locale == locale)
    rows = {row.text_id: row for row in session.scalars(there)}
    for text_id, value in words.items():
        row = rows.get(text_id)
        if row is None:
            made = _translation(texts[text_id], locale, value, actor)
            made.state = TranslationState.DRAFT
            session.add(made)
        elif row.state is TranslationState.VALIDATED:
            row.draft = value
        else:
            row.value, row.state, row.source_version = value, TranslationState.DRAFT, texts[text_id].version
            row.at, row.by_id = clock.now(), None if actor.is_system else actor.person_id


def validate_texts(session: Session, actor: Actor, text_ids: Collection[int], locale: str) -> bool:
    """Let readers see the words in work in one language, and mark them as right for the source's words of today.

    Tell whether anything changed. Two reads, whatever their number.
    """
    drafted = select(Translation).where(
        Translation.text_id.in_(text_ids), Translation.locale == locale, Translation.draft.is_not(None)
    )
    rows = session.scalars(drafted).all()
    for row in rows:
        row.value, row.draft, row.state = row.draft or row.value, None, TranslationState.DRAFT
    session.flush()
    return confirm_texts(session, actor, text_ids, [locale]) or bool(rows)


def confirm_texts(session: Session, actor: Actor, text_ids: Collection[int], locales: Collection[str]) -> bool:
    """Mark translations as right for the source's words of today: those of the languages given.

    Tell whether one of them was not. One read.
    """
    has_changed = False
    statement = (
        select(Translation, AuthoredText.version)
        .join(AuthoredText, AuthoredText.id == Translation.text_id)
        .where(Translation.text_id.in_(text_ids), Translation.locale.in_(locales))
    )
    for translation, version in session.execute(statement) if text_ids else ():
        if (translation.source_version, translation.state) == (version, TranslationState.VALIDATED):
            continue
        has_changed = True
        translation.source_version, translation.state = version, TranslationState.VALIDATED
        translation.at = clock.now()
        translation.by_id = None if actor.is_system else actor.person_id
    return has_changed


def copy_texts(session: Session, actor: Actor, text_ids: Iterable[int], source_locale: str) -> Mapping[int, int]:
    """Store texts again, each with all its languages, written first in ``source_locale``; return old id → new id.

    A translation that is behind its source, or only drafted, stays a draft. Four statements, whatever their number.
    """
    wanted = list(dict.fromkeys(text_ids))
    statement = (
        select(Translation, AuthoredText.version)
        .join(AuthoredText, AuthoredText.id == Translation.text_id)
        .where(Translation.text_id.in_(wanted))
    )
    made = {text_id: AuthoredText(source_locale=source_locale) for text_id in wanted}
    session.add_all(made.values())
    session.flush()  # translations point to them
    for row, version in session.execute(statement):
        copy = _translation(made[row.text_id], row.locale, row.value, actor)
        is_right = row.source_version == version or row.locale == source_locale
        copy.state = row.state if is_right else TranslationState.DRAFT
        session.add(copy)
    return {old: text.id for old, text in made.items()}


def _change(
    session: Session,
    actor: Actor,
    stands: tuple[AuthoredText, Mapping[str, Translation]],
    values: Words,
    *,
    is_correction: bool,
) -> bool:
    """Store the new words of one text, given as it stands with its translations; tell whether any changed."""
    text, rows = stands
    source = values.get(text.source_locale)
    stored = rows.get(text.source_locale)
    if source is not None and stored is not None and stored.value != source and not is_correction:
        session.add(FormerSource(text_id=text.id, version=text.version, value=stored.value))
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
            session.add(_translation(text, locale, value, actor))
        elif row.value != value:
            has_changed = True
            row.value, row.draft, row.source_version, row.at = value, None, text.version, clock.now()
            row.state = TranslationState.VALIDATED
            row.by_id = None if actor.is_system else actor.person_id
    return has_changed


def _translation(text: AuthoredText, locale: str, value: str, actor: Actor) -> Translation:
    by_id = None if actor.is_system else actor.person_id
    return Translation(text_id=text.id, locale=locale, value=value, source_version=text.version, by_id=by_id)


def are_source_words(session: Session, words: Mapping[int, str]) -> bool:
    """Tell whether texts, by their id, say in their own language what is given."""
    said = session.execute(
        select(Translation.text_id, Translation.value)
        .join(AuthoredText, AuthoredText.id == Translation.text_id)
        .where(Translation.locale == AuthoredText.source_locale, Translation.text_id.in_(words))
    )
    return {row.text_id: row.value for row in said if row.value} == {key: each for key, each in words.items() if each}
