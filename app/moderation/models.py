"""Moderation tables."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.core import clock
from app.core.idents import new_id
from app.core.languages import UNDETERMINED
from app.db.base import Base, BigId, RandomPk, str_enum
from app.feedback.types import State
from app.moderation.types import Outcome


class ModerationDecision(Base, kw_only=True):
    """One decision on one contribution. It never changes; one that is undone at once is no more."""

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


class DecisionUndo(Base, kw_only=True):
    """All it takes to undo a decision; forgotten by the hour, once it cannot be undone any more."""

    __tablename__ = "moderation_undos"

    id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=False)  # of the decision
    feedback_id: Mapped[int] = mapped_column(BigId, ForeignKey("feedback.id", ondelete="CASCADE"), index=True)
    by_id: Mapped[int] = mapped_column(BigId, ForeignKey("people.id", ondelete="CASCADE"), index=True)
    at: Mapped[datetime]
    version: Mapped[int]  # of the contribution once decided: another one, and something happened since
    is_done: Mapped[bool] = mapped_column(default=False)
    has_given_trust: Mapped[bool]  # the author was not trusted before
    message_id: Mapped[int | None] = mapped_column(BigId)  # of the event that tells the author, later
    # Where the contribution stood (feedback/service/versions.py: Standing).
    state: Mapped[State] = mapped_column(str_enum(State))
    waiting_since: Mapped[datetime | None]
    pending_version: Mapped[int | None]
    proposed_at: Mapped[datetime | None]
    published_at: Mapped[datetime | None]
    revised_at: Mapped[datetime | None]
    shown_entity_id: Mapped[int | None]
    due_on: Mapped[date | None]
