"""Tables of results pages."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.core import clock
from app.core.idents import new_id
from app.db.base import Base, BigId, RandomPk


class ResultsPage(Base, kw_only=True):
    """The draft of a campaign's results page."""

    __tablename__ = "results_pages"

    campaign_id: Mapped[int] = mapped_column(
        ForeignKey("campaigns.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    draft: Mapped[dict[str, Any]]  # which decisions, in their order; the words are texts
    version: Mapped[int] = mapped_column(default=1)  # moved by each save
    intro_text_id: Mapped[int | None] = mapped_column(
        BigId, ForeignKey("texts.id", ondelete="RESTRICT"), unique=True, default=None
    )


class ResultsWords(Base, kw_only=True):
    """What the draft says beside one decision."""

    __tablename__ = "results_words"

    campaign_id: Mapped[int] = mapped_column(
        ForeignKey("results_pages.campaign_id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    decision_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("decisions.id", ondelete="CASCADE"), primary_key=True, autoincrement=False, index=True
    )
    said_text_id: Mapped[int | None] = mapped_column(
        BigId, ForeignKey("texts.id", ondelete="RESTRICT"), unique=True, default=None
    )
    stands_text_id: Mapped[int | None] = mapped_column(
        BigId, ForeignKey("texts.id", ondelete="RESTRICT"), unique=True, default=None
    )


class ResultsVersion(Base, kw_only=True):
    """What was published one day. It is never changed."""

    __tablename__ = "results_versions"
    __table_args__ = (
        UniqueConstraint("campaign_id", "number"),
        CheckConstraint("number = 1 OR length(changes) > 0", name="says_what_changed"),
    )

    id: Mapped[RandomPk] = mapped_column(default_factory=new_id)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaigns.id", ondelete="CASCADE"))
    number: Mapped[int]
    content: Mapped[dict[str, Any]]
    changes: Mapped[str] = mapped_column(Text, default="")  # what changed since the version of before
    language: Mapped[str] = mapped_column(String(16), default="und")  # of these words
    published_at: Mapped[datetime] = mapped_column(default_factory=clock.now)
    by_id: Mapped[int | None] = mapped_column(
        BigId, ForeignKey("people.id", ondelete="SET NULL"), index=True, default=None
    )
