"""Decision tables."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.core import clock
from app.core.idents import new_id
from app.db.base import Base, BigId, RandomPk, str_enum
from app.feedback.models import Handling


class Verdict(StrEnum):
    """What is decided."""

    GO = "go"
    NO_GO = "no_go"
    LATER = "later"
    NOT_OURS = "not_ours"


# Where a decision takes the contribution.
HANDLING_OF: Mapping[Verdict, Handling] = {
    Verdict.GO: Handling.DECIDED,
    Verdict.NO_GO: Handling.NOT_KEPT,
    Verdict.LATER: Handling.DECIDED,  # later is a decision too; its reason says when
    Verdict.NOT_OURS: Handling.NOT_KEPT,
}


class Decision(Base, kw_only=True):
    """One decision on one contribution."""

    __tablename__ = "decisions"
    __table_args__ = (CheckConstraint("length(reason) > 0", name="has_reason"),)

    id: Mapped[RandomPk] = mapped_column(default_factory=new_id)
    feedback_id: Mapped[int] = mapped_column(BigId, ForeignKey("feedback.id", ondelete="CASCADE"), index=True)
    verdict: Mapped[Verdict] = mapped_column(str_enum(Verdict))
    reason: Mapped[str] = mapped_column(Text)
    language: Mapped[str] = mapped_column(String(16))
    by_id: Mapped[int] = mapped_column(BigId, ForeignKey("people.id", ondelete="RESTRICT"), index=True)
    at: Mapped[datetime] = mapped_column(default_factory=clock.now)
    submission_key: Mapped[str | None] = mapped_column(String(64), unique=True, default=None)
