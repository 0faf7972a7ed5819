"""The table of the mission player."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from app.db.base import Base, BigId
from app.player.types import MINUTES_MAX, WHY_MAX_CHARS


class MissionProgress(Base, kw_only=True):
    """How far one person is in a mission. Days are those of UTC, as weeks are; shown to nobody else."""

    __tablename__ = "mission_progress"
    __table_args__ = (
        CheckConstraint("steps_done >= 0", name="steps_counted"),
        CheckConstraint(f"minutes BETWEEN 1 AND {MINUTES_MAX}", name="minutes_in_range"),
    )

    person_id: Mapped[int] = mapped_column(BigId, ForeignKey("people.id", ondelete="CASCADE"), primary_key=True)
    mission_id: Mapped[int] = mapped_column(ForeignKey("missions.id", ondelete="CASCADE"), primary_key=True, index=True)
    begun_on: Mapped[date]
    steps_done: Mapped[int] = mapped_column(default=0)  # from the first
    blocked_step: Mapped[int | None] = mapped_column(default=None)  # its number
    blocked_on: Mapped[date | None] = mapped_column(default=None)
    unblocked_on: Mapped[date | None] = mapped_column(default=None)  # went on, after a week in which they counted
    blocked_why: Mapped[str] = mapped_column(String(WHY_MAX_CHARS), default="")
    minutes: Mapped[int | None] = mapped_column(default=None)  # that it took, as the person says
    minutes_told: Mapped[int | None] = mapped_column(default=None)  # as they were counted first, before a correction
    minutes_on: Mapped[date | None] = mapped_column(default=None)  # first said: the week in which they count
