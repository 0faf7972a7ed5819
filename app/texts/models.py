"""Texts and their translations."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy import Text as LongText
from sqlalchemy.orm import Mapped, mapped_column

from app.core import clock
from app.core.idents import new_id
from app.db.base import Base, BigId, RandomPk, str_enum
from app.texts.types import TranslationState


class AuthoredText(Base, kw_only=True):
    """One text of a campaign, mission, step…, whatever its languages."""

    __tablename__ = "texts"

    id: Mapped[RandomPk] = mapped_column(default_factory=new_id)
    source_locale: Mapped[str] = mapped_column(String(16))
    version: Mapped[int] = mapped_column(default=1)  # of the source's words


class Translation(Base, kw_only=True):
    """The words of a text in one language; the source itself is one of them."""

    __tablename__ = "translations"
    __table_args__ = (Index("ix_translations_by_id", "by_id"),)

    text_id: Mapped[int] = mapped_column(BigId, ForeignKey("texts.id", ondelete="CASCADE"), primary_key=True)
    locale: Mapped[str] = mapped_column(String(16), primary_key=True)
    value: Mapped[str] = mapped_column(LongText)
    source_version: Mapped[int]
    draft: Mapped[str | None] = mapped_column(LongText, default=None)  # words in work, while ``value`` is still read
    state: Mapped[TranslationState] = mapped_column(str_enum(TranslationState), default=TranslationState.VALIDATED)
    by_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("people.id", ondelete="SET NULL"), default=None)
    at: Mapped[datetime] = mapped_column(default_factory=clock.now)


class FormerSource(Base, kw_only=True):
    """What the source of a text said before it changed: translations made from it are compared with today's words."""

    __tablename__ = "former_sources"

    text_id: Mapped[int] = mapped_column(BigId, ForeignKey("texts.id", ondelete="CASCADE"), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)  # of the source's words, then
    value: Mapped[str] = mapped_column(LongText)
