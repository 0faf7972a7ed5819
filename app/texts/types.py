"""States of a translation."""

from __future__ import annotations

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
