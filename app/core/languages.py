"""Codes of languages."""

from __future__ import annotations

UNDETERMINED = "und"  # ISO 639's own word for "cannot be told"


def base_language(locale: str) -> str:
    """Return the language of a locale: ``pt`` for ``pt-PT``."""
    return locale.replace("_", "-").split("-", 1)[0].lower()
