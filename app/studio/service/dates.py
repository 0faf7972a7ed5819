"""Dates of a copy: those of the original, moved on by whole weeks so that none begins in the past."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from app.core import clock
from app.core.wall_time import to_instant, to_wall

NOTICE_DAYS = 7  # that a copy leaves before its first date


@dataclass(frozen=True, slots=True)
class Shift:
    """By how many weeks dates move, and the time zone of each edition: hours on the wall stay."""

    weeks: int
    zones: Mapping[int, str]  # by the edition's id

    @classmethod
    def past_today(cls, dates: Iterable[date | None], zones: Mapping[int, str]) -> Shift:
        """Return the shift that brings the first of the dates to a week from today at least."""
        first = min((each for each in dates if each is not None), default=None)
        late = (clock.today() + timedelta(days=NOTICE_DAYS) - first).days if first else 0
        return cls(max(0, -(-late // 7)), zones)

    def day(self, day: date | None) -> date | None:
        """Return a day as it is in the copy."""
        return day + timedelta(weeks=self.weeks) if day else None

    def instant(self, instant: datetime, edition_id: int) -> datetime:
        """Return an instant as it is in the copy: the same hour on the wall, on the same day of the week."""
        zone = self.zones[edition_id]
        return to_instant(to_wall(instant, zone) + timedelta(weeks=self.weeks), zone)[0]
