"""Moderation tables."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.core import clock
from app.core.idents import new_id
from app.core.languages import UNDETERMINED
from app.db.base import Base, BigId, RandomPk, str_enum
from app.moderation.types import Outcome


class ModerationDecision(Base, kw_only=True):
    """One decision on one contribution; append only."""

    __tablename__ = "moderation_decisions"
    __table_args__ = (
        CheckConstraint(
            "outcome NOT IN ('sent_back', 'hidden', 'change_refused') OR length(reason) > 0", name="reason_where_due"
        ),
    )

    id: Mapped[RandomPk] = mapped_column(default_factory=new_id)
    feedback_id: Mapped[int] = mapped_column(BigId, ForeignKey("feedback.id", ondelete="CASCADE"), index=True)
    outcome: Mapped[Outcome] = mapped_column(str_enum(Outcome))
    by_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("people.id", ondelete="SET NULL"), index=True)
    reason: Mapped[str] = mapped_column(Text, default="")  # the question, or why it is hidden; the author reads it
    language: Mapped[str] = mapped_column(String(16), default=UNDETERMINED)  # of the reason
    at: Mapped[datetime] = mapped_column(default_factory=clock.now)
