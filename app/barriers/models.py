"""Tables of barriers."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.barriers.types import Aid, BarrierState
from app.core import clock
from app.core.idents import new_id
from app.db.base import Base, BigId, RandomPk, str_enum


class BarrierContact(Base, kw_only=True):
    """Who answers for accessibility in an entity. Without a row, the administrators do."""

    __tablename__ = "barrier_contacts"

    entity_id: Mapped[int] = mapped_column(
        ForeignKey("entities.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    person_id: Mapped[int] = mapped_column(BigId, ForeignKey("people.id", ondelete="CASCADE"), index=True)


class BarrierReport(Base, kw_only=True):
    """Something stopped somebody from using a page."""

    __tablename__ = "barrier_reports"
    __table_args__ = (
        CheckConstraint("length(body) > 0", name="something_said"),
        CheckConstraint("state <> 'solved' OR length(answer) > 0", name="solved_with_an_answer"),
        Index("ix_barrier_reports_entity_id", "entity_id", "created_at"),
        Index("ix_barrier_reports_reporter_id", "reporter_id", "created_at"),
    )

    id: Mapped[RandomPk] = mapped_column(default_factory=new_id)
    entity_id: Mapped[int] = mapped_column(ForeignKey("entities.id", ondelete="CASCADE"))
    reporter_id: Mapped[int] = mapped_column(BigId, ForeignKey("people.id", ondelete="CASCADE"))
    shows_name: Mapped[bool] = mapped_column(default=False)  # the contact may read the reporter's name
    page: Mapped[str] = mapped_column(String(300), default="")  # its path, without numbers
    body: Mapped[str] = mapped_column(Text)
    language: Mapped[str] = mapped_column(String(16))
    aid: Mapped[Aid] = mapped_column(str_enum(Aid), default=Aid.UNSAID)
    state: Mapped[BarrierState] = mapped_column(str_enum(BarrierState), default=BarrierState.RECEIVED)
    answer: Mapped[str] = mapped_column(Text, default="")
    answer_language: Mapped[str] = mapped_column(String(16), default="")
    handled_at: Mapped[datetime | None] = mapped_column(default=None)
    created_at: Mapped[datetime] = mapped_column(default_factory=clock.now)
    version: Mapped[int] = mapped_column(default=1)
    submission_key: Mapped[str | None] = mapped_column(String(64), unique=True, default=None)  # sent once, stored once
