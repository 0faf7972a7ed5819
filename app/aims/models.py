"""The table of aims."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from app.core import clock
from app.core.idents import new_id
from app.db.base import Base, BigId, RandomPk


class Aim(Base, kw_only=True):
    """What an entity wants to reach. Its words stay as they were written: decisions point to them."""

    __tablename__ = "aims"
    __table_args__ = (CheckConstraint("length(words) > 0", name="has_words"),)

    id: Mapped[RandomPk] = mapped_column(default_factory=new_id)
    entity_id: Mapped[int] = mapped_column(ForeignKey("entities.id", ondelete="CASCADE"), index=True)
    words: Mapped[str] = mapped_column(String(200))
    language: Mapped[str] = mapped_column(String(16))
    written_at: Mapped[datetime] = mapped_column(default_factory=clock.now)
    ended_at: Mapped[datetime | None] = mapped_column(default=None)
    submission_key: Mapped[str | None] = mapped_column(String(64), unique=True, default=None)


class AimCampaign(Base, kw_only=True):
    """A campaign that is to serve an aim, whatever is decided in it."""

    __tablename__ = "aim_campaigns"

    aim_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("aims.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    campaign_id: Mapped[int] = mapped_column(
        ForeignKey("campaigns.id", ondelete="CASCADE"), primary_key=True, autoincrement=False, index=True
    )
