"""Entity tables."""

from __future__ import annotations

from datetime import date, time

from sqlalchemy import JSON, String
from sqlalchemy.orm import Mapped, mapped_column

from app.core.working_time import WORK_ENDS, WORK_STARTS, WorkingTime
from app.db.base import Base, Pk, str_enum
from app.entities.types import Stage
from app.policy.facts import Facts


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
    country_part: Mapped[str] = mapped_column(String(20), default="")  # whose holidays are taken; "": the country's
    holidays_until: Mapped[int] = mapped_column(default=0)  # the last year whose public holidays were taken
    work_starts: Mapped[time] = mapped_column(default=WORK_STARTS)  # local
    work_ends: Mapped[time] = mapped_column(default=WORK_ENDS)
    calendar_version: Mapped[int] = mapped_column(default=1)
    stage: Mapped[Stage] = mapped_column(str_enum(Stage), default=Stage.PREPARING)

    @property
    def facts(self) -> Facts:
        """What the permission table may know about this entity."""
        return Facts(entity_id=self.id)

    @property
    def working_time(self) -> WorkingTime:
        """Its working days and hours, in its time zone."""
        return WorkingTime(
            self.time_zone, tuple(self.working_days), frozenset(self.holidays), self.work_starts, self.work_ends
        )

    def add_working_days(self, start: date, count: int) -> date:
        """Return the day that is ``count`` working days after ``start`` in this entity's calendar."""
        return self.working_time.add_working_days(start, count)
