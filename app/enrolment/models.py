"""Enrolment tables."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.core.idents import new_id
from app.db.base import Base, BigId, RandomPk, str_enum
from app.enrolment.types import EnrolmentStatus
from app.policy.facts import Facts


class Enrolment(Base, kw_only=True):
    """A person takes part in an edition."""

    __tablename__ = "enrolments"
    __table_args__ = (
        UniqueConstraint("edition_id", "person_id"),
        Index("ix_enrolments_person_id", "person_id", "status"),
    )

    id: Mapped[RandomPk] = mapped_column(default_factory=new_id)
    edition_id: Mapped[int] = mapped_column(ForeignKey("editions.id", ondelete="CASCADE"))
    person_id: Mapped[int] = mapped_column(BigId, ForeignKey("people.id", ondelete="CASCADE"))
    status: Mapped[EnrolmentStatus] = mapped_column(str_enum(EnrolmentStatus))
    enrolled_on: Mapped[date]
    active_since: Mapped[date | None] = mapped_column(default=None)  # first traceable act; a day, never an instant
    left_on: Mapped[date | None] = mapped_column(default=None)  # who took part, and left

    @property
    def facts(self) -> Facts:
        """What the permission table may know about this enrolment."""
        return Facts(person_id=self.person_id, edition_id=self.edition_id)
