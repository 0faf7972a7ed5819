"""The words of the legal texts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from app.core.errors import N_
from app.policy.actor import LegalKind
from app.policy.facts import Facts

BODY_MAX_CHARS = 20_000

KIND_NAMES: Mapping[LegalKind, str] = {
    LegalKind.PRIVACY: N_("Privacy statement"),
    LegalKind.TERMS: N_("Terms of use"),
}


@dataclass(frozen=True, slots=True)
class LegalPlace:
    """An entity, and which of its texts."""

    entity_id: int
    kind: LegalKind

    @property
    def facts(self) -> Facts:
        """What the permission table may know about it."""
        return Facts(entity_id=self.entity_id)
