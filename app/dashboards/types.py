"""What a dashboard is narrowed to."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

from app.feedback.types import Kind

VIEW_NAME_MAX_CHARS = 80
VIEWS_MAX = 50  # of one person, of one campaign


@dataclass(frozen=True, slots=True)
class DashboardFilters:
    """What the reader asked for, in the words of the address; empty means everything."""

    entity: str = ""  # its code
    since: date | None = None  # a Monday (UTC)
    until: date | None = None  # a Sunday
    language: str = ""
    kind: Kind | None = None
    mission: int = 0  # its number
    step: int = 0  # of that mission
    theme: str = ""  # its public number
    product: int = 0  # its number: one that missions try
    beside: str = ""  # code of an entity that is shown at the side
    beside_before: bool = False  # at the side: as many weeks just before the period
    beside_since: date | None = None  # at the side: a period of the reader's choice, from a Monday
    beside_until: date | None = None  # to a Sunday

    @property
    def is_of_whole(self) -> bool:
        """Tell whether all cards of the campaign, or of one entity, are counted: what people may be counted by."""
        return not (
            self.since or self.until or self.language or self.kind or self.mission or self.theme or self.product
        )

    @property
    def weeks_before(self) -> tuple[date, date] | None:
        """The period of the same length just before; ``None`` where the period has no beginning or no end."""
        if self.since is None or self.until is None:
            return None
        return self.since - (self.until - self.since) - timedelta(days=1), self.since - timedelta(days=1)

    @property
    def is_of_period(self) -> bool:
        """Tell whether a period is asked for: another one can then stand beside it."""
        return self.since is not None or self.until is not None

    @property
    def at_side(self) -> DashboardFilters | None:
        """What is asked for at the side, if anything is."""
        alone = replace(self, beside="", beside_before=False, beside_since=None, beside_until=None)
        if self.beside:
            return replace(alone, entity=self.beside)
        if self.beside_before and self.weeks_before is not None:
            since, until = self.weeks_before
            return replace(alone, since=since, until=until)
        if self.beside_since is not None or self.beside_until is not None:
            return replace(alone, since=self.beside_since, until=self.beside_until)
        return None
