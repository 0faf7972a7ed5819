"""Enrolment tables."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.core.idents import new_id
from app.db.base import Base, BigId, Pk, RandomPk, str_enum
from app.enrolment.types import EnrolmentStatus
from app.policy.facts import Facts


class Enrolment(Base, kw_only=True):
    """A person takes part in an edition."""

    __tablename__ = "enrolments"
    __table_args__ = (
        UniqueConstraint("edition_id", "person_id"),
        Index("ix_enrolments_person_id", "person_id", "status"),
        Index("ix_enrolments_queue", "edition_id", "status", "queue_number"),
    )

    id: Mapped[RandomPk] = mapped_column(default_factory=new_id)
    edition_id: Mapped[int] = mapped_column(ForeignKey("editions.id", ondelete="CASCADE"))
    person_id: Mapped[int] = mapped_column(BigId, ForeignKey("people.id", ondelete="CASCADE"))
    status: Mapped[EnrolmentStatus] = mapped_column(str_enum(EnrolmentStatus))
    enrolled_on: Mapped[date]
    active_since: Mapped[date | None] = mapped_column(default=None)  # first traceable act; a day, never an instant
    contributed_since: Mapped[date | None] = mapped_column(default=None)  # first traceable contribution; a day too
    completed_since: Mapped[date | None] = mapped_column(default=None)  # all missions there were; a day too
    left_on: Mapped[date | None] = mapped_column(default=None)  # who took part, and left
    queue_number: Mapped[int | None] = mapped_column(default=None)  # the order of asking; no instant is kept

    @property
    def facts(self) -> Facts:
        """What the permission table may know about this enrolment."""
        return Facts(person_id=self.person_id, edition_id=self.edition_id)

    def facts_in(self, edition: Facts) -> Facts:
        """What the table may know about it as an application: its edition's facts, and who asks."""
        return replace(edition, person_id=self.person_id)


class Recruitment(Base, kw_only=True):
    """How an edition takes people in. Without a row: everybody, at once."""

    __tablename__ = "recruitments"
    __table_args__ = (CheckConstraint("places IS NULL OR places >= 0", name="places_not_negative"),)

    edition_id: Mapped[int] = mapped_column(ForeignKey("editions.id", ondelete="CASCADE"), primary_key=True)
    places: Mapped[int | None] = mapped_column(default=None)  # None: as many as come
    asks_first: Mapped[bool] = mapped_column(default=False)  # somebody accepts or declines
    version: Mapped[int] = mapped_column(default=1)


class Quota(Base, kw_only=True):
    """At most so many places for those who work in an entity, or who gave an answer when they applied."""

    __tablename__ = "quotas"
    __table_args__ = (
        CheckConstraint("places >= 0", name="places_not_negative"),
        CheckConstraint("(entity_id IS NULL) <> (part_id IS NULL)", name="one_segment"),
        UniqueConstraint("edition_id", "entity_id"),
        UniqueConstraint("edition_id", "part_id"),
    )

    id: Mapped[Pk] = mapped_column(init=False)
    edition_id: Mapped[int] = mapped_column(ForeignKey("recruitments.edition_id", ondelete="CASCADE"))
    places: Mapped[int]
    entity_id: Mapped[int | None] = mapped_column(
        ForeignKey("entities.id", ondelete="RESTRICT"), index=True, default=None
    )
    part_id: Mapped[int | None] = mapped_column(
        BigId, ForeignKey("question_parts.id", ondelete="RESTRICT"), index=True, default=None
    )  # an option of a screening question
