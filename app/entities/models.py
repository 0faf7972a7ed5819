"""Entity tables."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import JSON, String
from sqlalchemy.orm import Mapped, mapped_column

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
    off = set(holidays)
    open_days = set(working_days) or {1, 2, 3, 4, 5}
    ordinal = start.toordinal()
    while count > 0:
        ordinal += 1
        day = date.fromordinal(ordinal)
        if day.isoweekday() in open_days and day.isoformat() not in off:
            count -= 1
    return date.fromordinal(ordinal)
