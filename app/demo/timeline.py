"""When things happened: eight weeks that end about now, in the working time of each entity."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from typing import NamedTuple
from zoneinfo import ZoneInfo

from app.core.working_time import add_working_days
from app.entities.models import Entity

WEEKS = 8
OPENS, CLOSES = 8 * 60 + 30, 18 * 60  # minutes after midnight, local
DAYS_SEEN = 3  # the last week counts once most of its days are over
RECRUITS = -2  # weeks after the first one
CLOSING = "our-messages"  # the campaign that is over


class Bounds(NamedTuple):
    """The weeks in which the phases of a campaign begin, and the last one ends."""

    recruits: int = RECRUITS
    tests: int = 0
    test_ends: int = 10
    vote_ends: int = 12
    closes: int = 13


BOUNDS = {CLOSING: Bounds(test_ends=4, vote_ends=5, closes=6)}


def bounds_of(slug: str) -> Bounds:
    """Return when the phases of a campaign begin."""
    return BOUNDS.get(slug, Bounds())


@dataclass(frozen=True, slots=True)
class Timeline:
    """The eight weeks; ``now`` is the last instant anything can have happened."""

    now: datetime
    start: date  # Monday of the first week

    @classmethod
    def ending(cls, now: datetime) -> Timeline:
        """Return the eight weeks whose last one ends about ``now``; minutes are left out, so two loads agree."""
        hour = now.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
        seen = hour.date() - timedelta(days=DAYS_SEEN)
        monday = seen - timedelta(days=seen.weekday())
        return cls(hour, monday - timedelta(weeks=WEEKS - 1))

    def day(self, weeks: int, days: int = 0) -> date:
        """Return the day that many weeks and days after the first one; negative: before."""
        return self.start + timedelta(weeks=weeks, days=days)

    def at(self, entity: Entity, day: date, minute: int) -> datetime:
        """Return the instant of a local minute of a day."""
        local = datetime.combine(day, time(minute // 60, minute % 60), tzinfo=ZoneInfo(entity.time_zone))
        return local.astimezone(UTC)

    def moment(self, entity: Entity, day: date, rng: Random) -> datetime:
        """Return some instant in the working time of a day, or of the nearest one that is worked and past."""
        while day.isoweekday() not in entity.working_days or day.isoformat() in entity.holidays:
            day += timedelta(days=1)
        minute = rng.randrange(OPENS, CLOSES)
        at = self.at(entity, day, minute) + timedelta(seconds=rng.randrange(60))
        while at > self.now or not self._is_worked(entity, day):
            day -= timedelta(days=1)
            at = self.at(entity, day, minute)
        return at

    def later(self, entity: Entity, after: datetime, hours: tuple[float, float], rng: Random) -> datetime:
        """Return some instant of working time between so many hours after ``after``; never after now."""
        at = after + timedelta(hours=rng.uniform(*hours))
        local = at.astimezone(ZoneInfo(entity.time_zone))
        minute = local.hour * 60 + local.minute
        if minute >= CLOSES or not self._is_worked(entity, local.date()):
            day = add_working_days(local.date(), 1, entity.working_days, entity.holidays)
            at = self.at(entity, day, OPENS + rng.randrange(90))
        elif minute < OPENS:
            at = self.at(entity, local.date(), OPENS + rng.randrange(90))
        at = at.replace(second=rng.randrange(60), microsecond=0)
        return max(at, after) if at < self.now else self._before_now(after, rng)

    def after_days(self, entity: Entity, first: date, days: int, rng: Random) -> datetime:
        """Return some afternoon instant that many working days after ``first``; never after now."""
        day = entity.add_working_days(first, days)
        at = self.at(entity, day, rng.randrange(13 * 60, CLOSES))
        return min(at, self.now)

    def _before_now(self, after: datetime, rng: Random) -> datetime:
        left = (self.now - after).total_seconds()
        return (after + timedelta(seconds=left * rng.uniform(0.1, 0.6))).replace(microsecond=0)

    @staticmethod
    def _is_worked(entity: Entity, day: date) -> bool:
        return day.isoweekday() in entity.working_days and day.isoformat() not in entity.holidays
