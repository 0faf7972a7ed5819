"""Read texts in the reader's language: all those of a page in one statement."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import bindparam, or_, select, true
from sqlalchemy.orm import Session

from app.core.languages import locale_ranks
from app.db.read import read_rows
from app.policy.actor import Actor
from app.texts.models import AuthoredText, Translation
from app.texts.types import TextProgress, TranslationState


@dataclass(frozen=True, slots=True)
class ReadText:
    """A text as it is shown: its words, the language they are in, and whether that is the one asked for."""

    value: str
    locale: str
    is_fallback: bool


EMPTY = ReadText("", "en", is_fallback=False)


@dataclass(frozen=True, slots=True)
class TextState:
    """One text in one language, for those who translate."""

    text_id: int
    locale: str
    value: str
    state: TextProgress
    is_source: bool


# What nobody validated is read by those who translate; the source is read by everybody.
_IS_READ = or_(Translation.state == TranslationState.VALIDATED, Translation.locale == AuthoredText.source_locale)
_TEXTS = (
    select(Translation.text_id, Translation.locale, Translation.value)
    .join(AuthoredText, AuthoredText.id == Translation.text_id)
    .where(
        Translation.text_id.in_(bindparam("wanted", expanding=True)),
        or_(
            Translation.locale.in_(bindparam("locales", expanding=True)),
            Translation.locale == AuthoredText.source_locale,
        ),
        _IS_READ,
    )
)  # fmt: skip


def texts_of(
    session: Session, actor: Actor, ids: Iterable[int | None], default_locale: str = ""
) -> Mapping[int, ReadText]:
    """Return the texts in the actor's language, each with its fallback. One statement, whatever their number."""
    wanted = {text_id for text_id in ids if text_id is not None}
    if not wanted:
        return {}
    ranks = locale_ranks(actor.locale, default_locale)
    best: dict[int, tuple[int, ReadText]] = {}
    for text_id, locale, value in read_rows(session, _TEXTS, {"wanted": sorted(wanted), "locales": list(ranks)}):
        rank = ranks.get(locale, len(ranks))
        if text_id not in best or rank < best[text_id][0]:
            best[text_id] = (
                rank,
                ReadText(value, locale, is_fallback=locale.split("-")[0] != actor.locale.split("-")[0]),
            )
    return {text_id: read for text_id, (_, read) in best.items()}


def text_states(session: Session, actor: Actor, ids: Iterable[int], locales: Iterable[str]) -> list[TextState]:
    """Return the state of each text in each language. Two statements, whatever their number."""
    del actor  # whoever may write the thing may read its texts: the caller has asked
    wanted = list(ids)
    sources = {text.id: text for text in session.scalars(select(AuthoredText).where(AuthoredText.id.in_(wanted)))}
    rows = {
        (row.text_id, row.locale): row
        for row in session.scalars(select(Translation).where(Translation.text_id.in_(wanted)))
    }
    return [_state(sources[text_id], rows.get((text_id, locale)), locale) for text_id in wanted for locale in locales]


def words_in_all_languages(session: Session, actor: Actor, ids: Iterable[int | None]) -> dict[tuple[int, str], str]:
    """Return the words of texts by (text id, language). One statement, whatever their number."""
    del actor  # whoever may write the thing may read its texts: the caller has asked
    wanted = [text_id for text_id in ids if text_id is not None]
    rows = session.execute(
        select(Translation.text_id, Translation.locale, Translation.value).where(Translation.text_id.in_(wanted))
    )
    return {(row.text_id, row.locale): row.value for row in rows}


def words_by_text(
    session: Session, actor: Actor, ids: Iterable[int | None], *, is_for_readers: bool
) -> dict[int, dict[str, str]]:
    """Return the words of texts by language: all of them, or what readers may see. One statement, for however many."""
    del actor  # whoever may write the thing may read its texts: the caller has asked
    wanted = [text_id for text_id in ids if text_id is not None]
    statement = (
        select(Translation.text_id, Translation.locale, Translation.value)
        .join(AuthoredText, AuthoredText.id == Translation.text_id)
        .where(Translation.text_id.in_(wanted), _IS_READ if is_for_readers else true())
        .order_by(Translation.text_id, Translation.locale)
    )
    found: dict[int, dict[str, str]] = {}
    for text_id, locale, value in session.execute(statement) if wanted else ():
        found.setdefault(text_id, {})[locale] = value
    return found


def _state(source: AuthoredText, row: Translation | None, locale: str) -> TextState:
    if row is None:
        return TextState(source.id, locale, "", TextProgress.MISSING, is_source=False)
    is_outdated = row.source_version < source.version
    state = TextProgress.OUTDATED if is_outdated else TextProgress(row.state)
    return TextState(source.id, locale, row.value, state, is_source=locale == source.source_locale)
