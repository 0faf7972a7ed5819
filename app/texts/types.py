"""States of a translation, and the mark of the words somebody saw."""

from __future__ import annotations

import hashlib
from enum import StrEnum


class TranslationState(StrEnum):
    """How far a translation is. *Missing* has no row; *outdated* follows from the versions."""

    DRAFT = "draft"
    MACHINE = "machine"
    VALIDATED = "validated"


class TextProgress(StrEnum):
    """How far a text is in one language, for those who translate."""

    MISSING = "missing"
    DRAFT = "draft"
    MACHINE = "machine"
    VALIDATED = "validated"
    OUTDATED = "outdated"


def mark_of(source: str, translation: str) -> str:
    """Return a short mark of the words in two languages, to tell whether they are still those somebody saw."""
    return hashlib.sha256(f"{source}\0{translation}".encode()).hexdigest()[:16]
