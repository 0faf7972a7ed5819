"""The table of announcements."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from app.core.idents import new_id
from app.db.base import Base, BigId, RandomPk


class Announcement(Base, kw_only=True):
    """A few words to some people. Who wrote it stands in the journal alone."""

    __tablename__ = "announcements"
    __table_args__ = (
        CheckConstraint("edition_id IS NULL OR entity_id IS NOT NULL", name="edition_of_an_entity"),
        CheckConstraint("shows_until IS NULL OR shows_until >= shows_from", name="ends_after_it_begins"),
        Index("ix_announcements_shows_from", "shows_from"),
    )

    id: Mapped[RandomPk] = mapped_column(default_factory=new_id)
    # Without an entity, for everybody; with an edition, for the people it takes in.
    entity_id: Mapped[int | None] = mapped_column(ForeignKey("entities.id", ondelete="CASCADE"), index=True)
    edition_id: Mapped[int | None] = mapped_column(ForeignKey("editions.id", ondelete="CASCADE"), index=True)
    title_text_id: Mapped[int] = mapped_column(BigId, ForeignKey("texts.id", ondelete="RESTRICT"), index=True)
    body_text_id: Mapped[int] = mapped_column(BigId, ForeignKey("texts.id", ondelete="RESTRICT"), index=True)
    shows_from: Mapped[datetime]
    shows_until: Mapped[datetime | None] = mapped_column(default=None)  # not included
    is_pinned: Mapped[bool] = mapped_column(default=False)
    told_at: Mapped[datetime | None] = mapped_column(default=None)  # its readers were told
    version: Mapped[int] = mapped_column(default=1)
    submission_key: Mapped[str | None] = mapped_column(String(64), unique=True, default=None)  # sent once, stored once
