"""Tables of private questions."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.asking.types import Side, ThreadKind, ThreadState
from app.core import clock
from app.core.idents import new_id
from app.db.base import Base, BigId, RandomPk, str_enum


class PrivateThread(Base, kw_only=True):
    """A question, and what the two sides write to each other about it."""

    __tablename__ = "private_threads"
    __table_args__ = (
        CheckConstraint("(kind = 'follow_up') = (feedback_id IS NOT NULL)", name="about_a_contribution"),
        Index("ix_private_threads_entity_id", "entity_id", "moved_at"),
        Index("ix_private_threads_asker_id", "asker_id", "moved_at"),
    )

    id: Mapped[RandomPk] = mapped_column(default_factory=new_id)
    kind: Mapped[ThreadKind] = mapped_column(str_enum(ThreadKind))
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaigns.id", ondelete="CASCADE"), index=True)
    entity_id: Mapped[int] = mapped_column(ForeignKey("entities.id", ondelete="CASCADE"))
    asker_id: Mapped[int] = mapped_column(BigId, ForeignKey("people.id", ondelete="CASCADE"))
    feedback_id: Mapped[int | None] = mapped_column(
        BigId, ForeignKey("feedback.id", ondelete="CASCADE"), index=True, default=None
    )
    state: Mapped[ThreadState] = mapped_column(str_enum(ThreadState), default=ThreadState.OPEN)
    moved_at: Mapped[datetime] = mapped_column(default_factory=clock.now)  # of a follow-up, the day of its question
    count: Mapped[int] = mapped_column(default=1)  # messages
    submission_key: Mapped[str | None] = mapped_column(String(64), unique=True, default=None)


class PrivateMessage(Base, kw_only=True):
    """One message. An author who answers a follow-up leaves neither name, instant nor language."""

    __tablename__ = "private_messages"
    __table_args__ = (
        UniqueConstraint("thread_id", "number"),
        CheckConstraint("length(body) > 0", name="something_said"),
    )

    id: Mapped[RandomPk] = mapped_column(default_factory=new_id)
    thread_id: Mapped[int] = mapped_column(BigId, ForeignKey("private_threads.id", ondelete="CASCADE"))
    number: Mapped[int]  # from 1
    side: Mapped[Side] = mapped_column(str_enum(Side))
    body: Mapped[str] = mapped_column(Text)
    language: Mapped[str] = mapped_column(String(16))
    author_id: Mapped[int | None] = mapped_column(
        BigId, ForeignKey("people.id", ondelete="SET NULL"), index=True, default=None
    )
    written_at: Mapped[datetime] = mapped_column(default_factory=clock.now)
    submission_key: Mapped[str | None] = mapped_column(String(64), unique=True, default=None)
