"""Notification tables."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from app.core import clock
from app.core.idents import new_id
from app.db.base import Base, BigId, RandomPk
from app.notifications.types import SubjectType
from app.policy.facts import Facts


class Notice(Base, kw_only=True):
    """One thing one person is told. Its subject may be gone by the time it is read."""

    __tablename__ = "notices"
    __table_args__ = (
        UniqueConstraint("event_id", "person_id"),
        Index("ix_notices_person_id", "person_id", "created_at"),
        Index(
            "ix_notices_unread", "person_id",
            sqlite_where=text("read_at IS NULL"), postgresql_where=text("read_at IS NULL"),
        ),
    )  # fmt: skip

    id: Mapped[RandomPk] = mapped_column(default_factory=new_id)
    event_id: Mapped[int] = mapped_column(BigId)
    person_id: Mapped[int] = mapped_column(BigId, ForeignKey("people.id", ondelete="CASCADE"))
    kind: Mapped[str] = mapped_column(String(40))  # a module of notifications/kinds
    subject_type: Mapped[SubjectType] = mapped_column(String(40))
    subject_id: Mapped[int] = mapped_column(BigId)
    params: Mapped[dict[str, Any]] = mapped_column(default_factory=dict)
    created_at: Mapped[datetime] = mapped_column(default_factory=clock.now)
    read_at: Mapped[datetime | None] = mapped_column(default=None)
    is_mailed: Mapped[bool] = mapped_column(default=False)

    @property
    def facts(self) -> Facts:
        """What the permission table may know about this notice."""
        return Facts(person_id=self.person_id)
