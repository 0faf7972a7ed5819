"""The outbox table."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from app.core import clock
from app.core.idents import new_id
from app.db.base import Base, RandomPk


class OutboxMessage(Base, kw_only=True):
    """One event waiting for its handlers; deleted once they are done.

    Its number is random and it does not outlive its delivery, so nothing here tells in which order,
    or when, an untraceable contribution came in.
    """

    __tablename__ = "outbox_messages"
    __table_args__ = (
        Index(
            "ix_outbox_messages_waiting",
            "due_at",
            "id",
            sqlite_where=text("is_dead = 0"),
            postgresql_where=text("NOT is_dead"),
        ),
    )

    id: Mapped[RandomPk] = mapped_column(default_factory=new_id)
    name: Mapped[str] = mapped_column(String(80))
    payload: Mapped[dict[str, Any]]
    due_at: Mapped[datetime] = mapped_column(default_factory=clock.now)
    attempts: Mapped[int] = mapped_column(default=0)
    is_dead: Mapped[bool] = mapped_column(default=False)
