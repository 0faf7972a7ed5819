"""The working time of an entity: which days are worked, from which hour to which, in its own time zone."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

WORKING_WEEK = (1, 2, 3, 4, 5)  # ISO: Monday is 1
WORK_STARTS, WORK_ENDS = time(9), time(18)

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class WorkingTime:
    """A calendar: ISO week days, ISO dates on which nobody works, and the local hours of a working day."""

    time_zone: str  # IANA
    days: Sequence[int] = WORKING_WEEK
    holidays: Iterable[str] = ()
    starts: time = WORK_STARTS
    ends: time = WORK_ENDS  # on the same day, after ``starts``

    def is_worked(self, day: date) -> bool:
        """Tell whether people work on that day."""
        return is_worked(day, self.days, self.holidays)

    def is_working_time(self, at: datetime) -> bool:
        """Tell whether that instant, aware, lies within the working hours of a working day there."""
        local = at.astimezone(ZoneInfo(self.time_zone))
        return self.is_worked(local.date()) and self.starts <= local.time() < self.ends

    def next_moment(self, at: datetime) -> datetime:
        """Return the first instant of working time from ``at`` on, in UTC: ``at`` itself during working hours."""
        if self.is_working_time(at):
            return at.astimezone(UTC)
        local = at.astimezone(ZoneInfo(self.time_zone))
        return self.first_opening(local.date() if local.time() < self.starts else local.date() + _DAY)

    def day_of(self, at: datetime) -> date:
        """Return the day it is there at an instant, aware."""
        return at.astimezone(ZoneInfo(self.time_zone)).date()

    def first_opening(self, since: date) -> datetime:
        """Return when work starts, in UTC, on the first working day from ``since`` on, which may be that day."""
        day = since
        while not self.is_worked(day):
            day += _DAY
        return self._opening(day)

    def last_opening(self, until: date) -> datetime:
        """Return when work starts, in UTC, on the last working day up to ``until``, which may be that day."""
        return self._opening(last_working_day(until, self.days, self.holidays))

    def add_working_days(self, start: date, count: int) -> date:
        """Return the day that is ``count`` working days after ``start``, which is not counted itself."""
        return add_working_days(start, count, self.days, self.holidays)

    def _opening(self, day: date) -> datetime:
        return datetime.combine(day, self.starts, ZoneInfo(self.time_zone)).astimezone(UTC)


def add_working_days(start: date, count: int, working_days: Sequence[int] = (), holidays: Iterable[str] = ()) -> date:
    """Count working days forward from ``start``, which is not counted itself: Monday to Friday unless told."""
    day = start
    while count > 0:
        day += _DAY
        count -= is_worked(day, working_days, holidays)
    return day


def working_days_between(start: date, end: date, working_days: Sequence[int] = (), holidays: Iterable[str] = ()) -> int:
    """Count the working days after ``start`` up to ``end``: 0 on the same day, and over a weekend until Monday."""
    days = (start + _DAY * step for step in range(1, (end - start).days + 1))
    return sum(is_worked(day, working_days, holidays) for day in days)


def last_working_day(until: date, working_days: Sequence[int] = (), holidays: Iterable[str] = ()) -> date:
    """Return the last working day up to ``until``, which may be that day: Monday to Friday unless told."""
    day = until
    while not is_worked(day, working_days, holidays):
        day -= _DAY
    return day


def is_worked(day: date, working_days: Sequence[int] = (), holidays: Iterable[str] = ()) -> bool:
    """Tell whether a day is worked: one of the week's working days, and no holiday."""
    return day.isoweekday() in (working_days or WORKING_WEEK) and day.isoformat() not in holidays
