"""Entity tables."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from sqlalchemy import JSON, String
from sqlalchemy.orm import Mapped, mapped_column

from app.db.base import Base, Pk, str_enum
from app.entities.types import Stage
from app.policy.facts import Facts

_DAY = timedelta(days=1)
_WEEK = (1, 2, 3, 4, 5)  # ISO: Monday is 1


class Entity(Base, kw_only=True):
    """One company of the group."""

    __tablename__ = "entities"

    id: Mapped[Pk] = mapped_column(init=False)
    code: Mapped[str] = mapped_column(String(40), unique=True)  # in addresses
    name: Mapped[str] = mapped_column(String(120))
    country: Mapped[str] = mapped_column(String(2))  # ISO 3166
    locales: Mapped[list[str]]
    default_locale: Mapped[str] = mapped_column(String(16))
    time_zone: Mapped[str] = mapped_column(String(60))  # IANA
    working_days: Mapped[list[int]] = mapped_column(JSON, default_factory=lambda: [1, 2, 3, 4, 5])  # ISO: Monday is 1
    holidays: Mapped[list[str]] = mapped_column(JSON, default_factory=list)  # ISO dates
    stage: Mapped[Stage] = mapped_column(str_enum(Stage), default=Stage.PREPARING)

    @property
    def facts(self) -> Facts:
        """What the permission table may know about this entity."""
        return Facts(entity_id=self.id)

    def add_working_days(self, start: date, count: int) -> date:
        """Return the day that is ``count`` working days after ``start`` in this entity's calendar."""
        return add_working_days(start, count, self.working_days, self.holidays)


def add_working_days(start: date, count: int, working_days: Sequence[int] = (), holidays: Sequence[str] = ()) -> date:
    """Count working days forward from ``start``, which is not counted itself: Monday to Friday unless told."""
    day = start
    while count > 0:
        day += _DAY
        count -= _is_worked(day, working_days, holidays)
    return day


def last_working_day(until: date, working_days: Sequence[int] = (), holidays: Sequence[str] = ()) -> date:
    """Return the last working day up to ``until``, which may be that day: Monday to Friday unless told."""
    day = until
    while not _is_worked(day, working_days, holidays):
        day -= _DAY
    return day


def _is_worked(day: date, working_days: Sequence[int], holidays: Sequence[str]) -> bool:
    return day.isoweekday() in (working_days or _WEEK) and day.isoformat() not in holidays
