"""Tables of switches."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.core import clock
from app.core.idents import new_id
from app.db.base import Base, BigId, RandomPk, str_enum
from app.switches.types import Switch


class EntitySwitch(Base, kw_only=True):
    """A function that somebody switched in an entity. Without a row it is off."""

    __tablename__ = "entity_switches"

    entity_id: Mapped[int] = mapped_column(
        ForeignKey("entities.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    switch: Mapped[Switch] = mapped_column(str_enum(Switch), primary_key=True)
    is_on: Mapped[bool]


class SwitchChange(Base, kw_only=True):
    """One change of a switch: who, when, why. It is never changed itself."""

    __tablename__ = "switch_changes"
    __table_args__ = (
        CheckConstraint("length(reason) > 0", name="reason_given"),
        Index("ix_switch_changes_entity_id", "entity_id", "switch", "changed_at"),
    )

    id: Mapped[RandomPk] = mapped_column(default_factory=new_id)
    entity_id: Mapped[int] = mapped_column(ForeignKey("entities.id", ondelete="CASCADE"))
    switch: Mapped[Switch] = mapped_column(str_enum(Switch))
    is_on: Mapped[bool]
    reason: Mapped[str] = mapped_column(Text)
    language: Mapped[str] = mapped_column(String(16))
    changed_by_id: Mapped[int | None] = mapped_column(  # None: the account was deleted since
        BigId, ForeignKey("people.id", ondelete="SET NULL"), index=True
    )
    changed_at: Mapped[datetime] = mapped_column(default_factory=clock.now)
