"""What checks of texts have in common: in which languages each text can be read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import ColumnElement, case

from app.core.languages import base_language
from app.texts.models import AuthoredText, Translation
from app.texts.types import TranslationState

# 2: validated, and made from the words of today; 1: validated, and the source changed since; 0: not validated.
STANDING: ColumnElement[int] = case(
    (Translation.state != TranslationState.VALIDATED, 0),
    (Translation.source_version < AuthoredText.version, 1),
    else_=2,
)
VALIDATED, CURRENT = 1, 2


def standing_for(locale: str, standings: Mapping[str, int]) -> int:
    """Return how far a text is in a language, or in the one that belongs to (``pt`` for ``pt-PT``)."""
    return max(standings.get(locale, 0), standings.get(base_language(locale), 0))


def by_text(rows: Iterable[Iterable[Any]]) -> dict[int, dict[str, int]]:
    """Return, of rows that end in a text, a language and how far it is there, the languages of each text."""
    found: dict[int, dict[str, int]] = {}
    for *_rest, text_id, locale, standing in rows:
        languages = found.setdefault(text_id, {})
        if locale is not None:
            languages[locale] = standing
    return found
