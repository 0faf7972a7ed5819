"""States of a translation."""

from __future__ import annotations

from enum import StrEnum


class TranslationState(StrEnum):
    """How far a translation is. *Missing* has no row; *outdated* follows from the versions."""

    DRAFT = "draft"
    MACHINE = "machine"
    VALIDATED = "validated"
