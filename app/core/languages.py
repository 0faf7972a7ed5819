"""Codes of languages."""

from __future__ import annotations

UNDETERMINED = "und"  # ISO 639's own word for "cannot be told"


def base_language(locale: str) -> str:
    """Return the language of a locale: ``pt`` for ``pt-PT``."""
    return locale.replace("_", "-").split("-", 1)[0].lower()


def locale_ranks(locale: str, default_locale: str) -> dict[str, int]:
    """Return the order of preference: reader's language, its parent, the place's default."""
    order = [locale, locale.split("-", maxsplit=1)[0], default_locale, default_locale.split("-", maxsplit=1)[0]]
    return {name: rank for rank, name in enumerate(dict.fromkeys(filter(None, order)))}
