"""Table of ready answers."""

from __future__ import annotations

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from app.core.idents import new_id
from app.db.base import Base, BigId, RandomPk
from app.policy.facts import Facts


class ReadyAnswer(Base, kw_only=True):
    """Words to answer with, and what those who answer call them."""

    __tablename__ = "ready_answers"

    id: Mapped[RandomPk] = mapped_column(default_factory=new_id)
    entity_id: Mapped[int] = mapped_column(ForeignKey("entities.id", ondelete="CASCADE"), index=True)
    campaign_id: Mapped[int | None] = mapped_column(  # None: in all campaigns of the entity
        ForeignKey("campaigns.id", ondelete="CASCADE"), index=True
    )
    title: Mapped[str] = mapped_column(String(80))
    body_text_id: Mapped[int] = mapped_column(BigId, ForeignKey("texts.id", ondelete="RESTRICT"), index=True)
    version: Mapped[int] = mapped_column(default=1)
    submission_key: Mapped[str | None] = mapped_column(String(64), unique=True, default=None)

    @property
    def facts(self) -> Facts:
        """What the permission table may know about it."""
        return Facts(entity_id=self.entity_id, campaign_id=self.campaign_id)
