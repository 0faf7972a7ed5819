"""Tables of the gate."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from app.core import clock
from app.core.idents import new_id
from app.db.base import Base, BigId, RandomPk, str_enum
from app.gate.types import GateItem


class GateTick(Base, kw_only=True):
    """Somebody of the central team found an item in place. It is ended, never deleted."""

    __tablename__ = "gate_ticks"
    __table_args__ = (
        Index(
            "uq_gate_ticks_current", "entity_id", "item", unique=True,
            sqlite_where=text("ended_at IS NULL"), postgresql_where=text("ended_at IS NULL"),
        ),
    )  # fmt: skip

    id: Mapped[RandomPk] = mapped_column(default_factory=new_id)
    entity_id: Mapped[int] = mapped_column(ForeignKey("entities.id", ondelete="CASCADE"), index=True)
    item: Mapped[GateItem] = mapped_column(str_enum(GateItem))
    ticked_by_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("people.id", ondelete="SET NULL"), index=True)
    ticked_at: Mapped[datetime] = mapped_column(default_factory=clock.now)
    ended_by_id: Mapped[int | None] = mapped_column(
        BigId, ForeignKey("people.id", ondelete="SET NULL"), index=True, default=None
    )
    ended_at: Mapped[datetime | None] = mapped_column(default=None)
    reason: Mapped[str] = mapped_column(Text, default="")  # why it was unticked; "": it was ticked anew


class GateTickPerson(Base, kw_only=True):
    """Somebody a tick rests on."""

    __tablename__ = "gate_tick_people"

    tick_id: Mapped[int] = mapped_column(BigId, ForeignKey("gate_ticks.id", ondelete="CASCADE"), primary_key=True)
    person_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("people.id", ondelete="CASCADE"), primary_key=True, index=True
    )
