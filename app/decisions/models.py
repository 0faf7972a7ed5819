"""Decision tables."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.core import clock
from app.core.idents import new_id
from app.db.base import Base, BigId, RandomPk, str_enum
from app.feedback.types import Verdict


class Decision(Base, kw_only=True):
    """One decision on one contribution. One that is about several has a row for each, which name the first."""

    __tablename__ = "decisions"
    __table_args__ = (
        CheckConstraint("length(reason) > 0", name="has_reason"),
        CheckConstraint("part_of_id IS NULL OR part_of_id <> id", name="part_of_another"),
        CheckConstraint("replaces_id IS NULL OR replaces_id <> id", name="replaces_another"),
    )

    id: Mapped[RandomPk] = mapped_column(default_factory=new_id)
    feedback_id: Mapped[int] = mapped_column(BigId, ForeignKey("feedback.id", ondelete="CASCADE"), index=True)
    verdict: Mapped[Verdict] = mapped_column(str_enum(Verdict))
    reason: Mapped[str] = mapped_column(Text)
    language: Mapped[str] = mapped_column(String(16))
    by_id: Mapped[int] = mapped_column(BigId, ForeignKey("people.id", ondelete="RESTRICT"), index=True)
    at: Mapped[datetime] = mapped_column(default_factory=clock.now)
    submission_key: Mapped[str | None] = mapped_column(String(64), unique=True, default=None)
    # The reason again, with its translations; None where it was said in one language only.
    reason_text_id: Mapped[int | None] = mapped_column(
        BigId, ForeignKey("texts.id", ondelete="SET NULL"), index=True, default=None
    )
    part_of_id: Mapped[int | None] = mapped_column(
        BigId, ForeignKey("decisions.id", ondelete="SET NULL"), index=True, default=None
    )
    replaces_id: Mapped[int | None] = mapped_column(
        BigId, ForeignKey("decisions.id", ondelete="SET NULL"), index=True, default=None
    )
    aim_id: Mapped[int | None] = mapped_column(
        BigId, ForeignKey("aims.id", ondelete="SET NULL"), index=True, default=None
    )
