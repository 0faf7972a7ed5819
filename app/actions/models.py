"""Tables of actions."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.actions.types import ActionState
from app.core import clock
from app.core.idents import new_id
from app.db.base import Base, BigId, RandomPk, str_enum
from app.policy.facts import Facts


class ActionItem(Base, kw_only=True):
    """Something to do that follows from a decision."""

    __tablename__ = "action_items"
    __table_args__ = (
        CheckConstraint("length(title) > 0", name="has_title"),
        CheckConstraint("state NOT IN ('done', 'dropped') OR length(note) > 0", name="over_with_words"),
        CheckConstraint("(baseline IS NULL) = (target IS NULL)", name="target_beside_baseline"),
        Index("ix_action_items_entity", "entity_id", "state", "due_on"),
        Index("ix_action_items_due", "state", "due_on"),
    )

    id: Mapped[RandomPk] = mapped_column(default_factory=new_id)
    decision_id: Mapped[int] = mapped_column(BigId, ForeignKey("decisions.id", ondelete="CASCADE"), index=True)
    entity_id: Mapped[int] = mapped_column(ForeignKey("entities.id", ondelete="CASCADE"))
    title: Mapped[str] = mapped_column(String(300))
    language: Mapped[str] = mapped_column(String(16))
    owner_id: Mapped[int | None] = mapped_column(  # None: the account was deleted
        BigId, ForeignKey("people.id", ondelete="SET NULL"), index=True
    )
    owner_held_mandate: Mapped[bool] = mapped_column(default=False)  # of the entity, when they were named
    due_on: Mapped[date]
    state: Mapped[ActionState] = mapped_column(str_enum(ActionState), default=ActionState.PLANNED)
    note: Mapped[str] = mapped_column(Text, default="")  # how it stands; why it was dropped; what was done
    reference: Mapped[str] = mapped_column(String(500), default="")  # address of the backlog item
    indicator: Mapped[str] = mapped_column(String(200), default="")
    unit: Mapped[str] = mapped_column(String(40), default="")
    # The same words with their translations; None where they were said in one language only.
    title_text_id: Mapped[int | None] = mapped_column(
        BigId, ForeignKey("texts.id", ondelete="SET NULL"), index=True, default=None
    )
    indicator_text_id: Mapped[int | None] = mapped_column(
        BigId, ForeignKey("texts.id", ondelete="SET NULL"), index=True, default=None
    )
    unit_text_id: Mapped[int | None] = mapped_column(
        BigId, ForeignKey("texts.id", ondelete="SET NULL"), index=True, default=None
    )
    baseline: Mapped[float | None] = mapped_column(default=None)
    target: Mapped[float | None] = mapped_column(default=None)
    changed_at: Mapped[datetime] = mapped_column(default_factory=clock.now)
    asked_at: Mapped[datetime | None] = mapped_column(default=None)  # the sponsor was asked for another owner
    version: Mapped[int] = mapped_column(default=1)
    submission_key: Mapped[str | None] = mapped_column(String(64), unique=True, default=None)

    @property
    def facts(self) -> Facts:
        """What the permission table may know about it."""
        return Facts(entity_id=self.entity_id, person_id=self.owner_id)


class ActionMeasure(Base, kw_only=True):
    """A value of the indicator, measured one day. It is never changed; a later one stands beside it."""

    __tablename__ = "action_measures"
    __table_args__ = (CheckConstraint("answers IS NULL OR answers >= 1", name="answers_counted"),)

    id: Mapped[RandomPk] = mapped_column(default_factory=new_id)
    action_id: Mapped[int] = mapped_column(BigId, ForeignKey("action_items.id", ondelete="CASCADE"), index=True)
    value: Mapped[float]
    measured_on: Mapped[date]
    answers: Mapped[int | None] = mapped_column(default=None)  # it was measured on so many
    source: Mapped[str] = mapped_column(String(200))
    submission_key: Mapped[str | None] = mapped_column(String(64), unique=True, default=None)
