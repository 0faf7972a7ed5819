"""The sponsor's approval of an edition."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from app.core import clock
from app.core.idents import new_id
from app.db.base import Base, BigId, RandomPk


class EditionApproval(Base, kw_only=True):
    """A sponsor agrees that an edition opens in their entity. It is revoked, never deleted."""

    __tablename__ = "edition_approvals"
    __table_args__ = (
        CheckConstraint("revoked_at IS NULL OR length(reason) > 0", name="revoked_with_reason"),
        Index(
            "uq_edition_approvals_current", "edition_id", unique=True,
            sqlite_where=text("revoked_at IS NULL"), postgresql_where=text("revoked_at IS NULL"),
        ),
    )  # fmt: skip

    id: Mapped[RandomPk] = mapped_column(default_factory=new_id)
    edition_id: Mapped[int] = mapped_column(ForeignKey("editions.id", ondelete="CASCADE"), index=True)
    approved_by_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("people.id", ondelete="SET NULL"), index=True)
    approved_at: Mapped[datetime] = mapped_column(default_factory=clock.now)
    revoked_by_id: Mapped[int | None] = mapped_column(
        BigId, ForeignKey("people.id", ondelete="SET NULL"), index=True, default=None
    )
    revoked_at: Mapped[datetime | None] = mapped_column(default=None)
    reason: Mapped[str] = mapped_column(Text, default="")
