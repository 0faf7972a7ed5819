"""Where house rules hold, and how much they can say."""

from __future__ import annotations

from dataclasses import dataclass

from app.policy.facts import Facts

WORDS_MAX = 2_000  # of one list
RULES_MAX_CHARS = 4_000


@dataclass(frozen=True, slots=True)
class RulesPlace:
    """An entity or a campaign: one of the two is there."""

    entity_id: int | None = None
    campaign_id: int | None = None

    @property
    def facts(self) -> Facts:
        """What the permission table may know about it."""
        return Facts(entity_id=self.entity_id, campaign_id=self.campaign_id)
