"""Table of words that wait for the colleague they were written down for."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.core.idents import new_id
from app.db.base import Base, BigId, RandomPk, str_enum
from app.feedback.types import Kind
from app.policy.facts import Facts


class OnBehalf(Base, kw_only=True):
    """A contribution that nobody has confirmed. The row goes when it is confirmed, refused or too old."""

    __tablename__ = "contributions_on_behalf"
    __table_args__ = (
        CheckConstraint("writer_id <> person_id", name="for_somebody_else"),
        CheckConstraint("rating BETWEEN 1 AND 5", name="stars"),
    )

    id: Mapped[RandomPk] = mapped_column(default_factory=new_id)
    edition_id: Mapped[int] = mapped_column(ForeignKey("editions.id", ondelete="CASCADE"), index=True)
    mission_id: Mapped[int] = mapped_column(ForeignKey("missions.id", ondelete="CASCADE"), index=True)
    writer_id: Mapped[int] = mapped_column(BigId, ForeignKey("people.id", ondelete="CASCADE"), index=True)
    person_id: Mapped[int] = mapped_column(BigId, ForeignKey("people.id", ondelete="CASCADE"), index=True)
    kind: Mapped[Kind] = mapped_column(str_enum(Kind))
    title: Mapped[str] = mapped_column(String(300))
    body: Mapped[str] = mapped_column(Text)
    step_id: Mapped[int | None] = mapped_column(
        ForeignKey("mission_steps.id", ondelete="SET NULL"), index=True, default=None
    )
    rating: Mapped[int | None] = mapped_column(default=None)  # stars, 1 to 5
    language: Mapped[str] = mapped_column(String(16))
    written_on: Mapped[date]
    expires_on: Mapped[date]  # the last day on which it can be confirmed
    submission_key: Mapped[str] = mapped_column(String(64), unique=True)  # sent once, stored once

    @property
    def facts(self) -> Facts:
        """What the permission table may know about it."""
        return Facts(person_id=self.person_id, edition_id=self.edition_id)
