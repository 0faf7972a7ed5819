"""Notification tables."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from app.core import clock
from app.core.idents import new_id
from app.db.base import Base, BigId, RandomPk
from app.notifications.types import Cadence, SubjectType
from app.policy.facts import Facts

# What digests are to bring. Queries use these words: with parameters in their place, no database would use the index.
FOR_DIGEST = text("notices.cadence IN ('daily', 'weekly') AND NOT notices.is_mailed AND notices.read_at IS NULL")


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
        Index(
            "ix_notices_for_digest", "person_id",
            sqlite_where=text("cadence IN ('daily', 'weekly') AND NOT is_mailed AND read_at IS NULL"),
            postgresql_where=text("cadence IN ('daily', 'weekly') AND NOT is_mailed AND read_at IS NULL"),
        ),
        Index(
            "ix_notices_digest_on", "person_id", "digest_on",
            sqlite_where=text("digest_on IS NOT NULL"), postgresql_where=text("digest_on IS NOT NULL"),
        ),
        Index("ix_notices_created_at", "created_at"),
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
    cadence: Mapped[Cadence] = mapped_column(String(40), default=Cadence.AT_ONCE)  # what its reader wanted when told
    digest_on: Mapped[date | None] = mapped_column(default=None)  # the local day of the digest that brings it

    @property
    def facts(self) -> Facts:
        """What the permission table may know about this notice."""
        return Facts(person_id=self.person_id)


class MailWishes(Base, kw_only=True):
    """How one person wants to be mailed; without a row, and for a topic it does not name, at once."""

    __tablename__ = "mail_wishes"

    person_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("people.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    cadences: Mapped[dict[str, str]] = mapped_column(JSON, default_factory=dict)  # topic → cadence
    version: Mapped[int] = mapped_column(default=1)


class MailMute(Base, kw_only=True):
    """A thing, or a campaign, about which one person wants no mail."""

    __tablename__ = "mail_mutes"

    person_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("people.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    subject_type: Mapped[SubjectType] = mapped_column(String(40), primary_key=True)
    subject_id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=False)
