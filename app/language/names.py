"""The languages the platform can tell apart: codes only, their names come from CLDR at the edge."""

from __future__ import annotations

KNOWN = ("fr", "en", "de", "pt", "it", "es", "nl", "pl", "ar", "ca")
UNDETERMINED = "und"  # ISO 639's own word for "cannot be told"


def base_language(locale: str) -> str:
    """Return the language of a locale: ``pt`` for ``pt-PT``."""
    return locale.replace("_", "-").split("-", 1)[0].lower()
