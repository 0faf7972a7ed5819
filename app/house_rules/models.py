"""Tables of the house rules."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from app.core import clock
from app.db.base import Base, BigId, Pk


class WordList(Base, kw_only=True):
    """Words and phrases for which a contribution waits, in an entity or in a campaign."""

    __tablename__ = "word_lists"
    __table_args__ = (CheckConstraint("(entity_id IS NULL) <> (campaign_id IS NULL)", name="of_one_place"),)

    id: Mapped[Pk] = mapped_column(init=False)
    entity_id: Mapped[int | None] = mapped_column(
        ForeignKey("entities.id", ondelete="CASCADE"), unique=True, default=None
    )
    campaign_id: Mapped[int | None] = mapped_column(
        ForeignKey("campaigns.id", ondelete="CASCADE"), unique=True, default=None
    )
    words: Mapped[list[str]] = mapped_column(default_factory=list)
    version: Mapped[int] = mapped_column(default=0)


class EntityRules(Base, kw_only=True):
    """The rules that an entity adds to those that hold everywhere."""

    __tablename__ = "entity_rules"

    entity_id: Mapped[int] = mapped_column(
        ForeignKey("entities.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    text_id: Mapped[int] = mapped_column(BigId, ForeignKey("texts.id", ondelete="RESTRICT"), unique=True)
    version: Mapped[int] = mapped_column(default=1)  # of its words, in whichever language
    changed_at: Mapped[datetime] = mapped_column(default_factory=clock.now)
