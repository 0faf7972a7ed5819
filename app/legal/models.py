"""Tables of legal texts: the text in work, the words that were published, and who read which."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.core import clock
from app.core.idents import new_id
from app.db.base import Base, BigId, Pk, RandomPk, str_enum
from app.db.ddl import refuse_updates
from app.policy.actor import LegalKind


class LegalText(Base, kw_only=True):
    """A privacy statement, or terms of use, of an entity."""

    __tablename__ = "legal_texts"
    __table_args__ = (UniqueConstraint("entity_id", "kind"),)

    id: Mapped[Pk] = mapped_column(init=False)
    entity_id: Mapped[int] = mapped_column(ForeignKey("entities.id", ondelete="RESTRICT"))
    kind: Mapped[LegalKind] = mapped_column(str_enum(LegalKind))
    source_locale: Mapped[str] = mapped_column(String(16))
    text_id: Mapped[int] = mapped_column(BigId, ForeignKey("texts.id", ondelete="RESTRICT"), unique=True)
    version: Mapped[int] = mapped_column(default=0)  # of what it means; 0: never published
    saved: Mapped[int] = mapped_column(default=1)  # of the words in work, in whichever language
    is_in_force: Mapped[bool] = mapped_column(default=False)


class LegalWording(Base, kw_only=True):
    """The words of a version in one language, as they were published. Never changed, never deleted."""

    __tablename__ = "legal_wordings"
    __table_args__ = (UniqueConstraint("legal_text_id", "version", "locale", "revision"),)

    id: Mapped[RandomPk] = mapped_column(default_factory=new_id)
    legal_text_id: Mapped[int] = mapped_column(ForeignKey("legal_texts.id", ondelete="RESTRICT"))
    version: Mapped[int]
    locale: Mapped[str] = mapped_column(String(16))
    revision: Mapped[int] = mapped_column(default=1)  # typing errors put right
    body: Mapped[str] = mapped_column(Text)
    published_on: Mapped[date] = mapped_column(default_factory=clock.today)


class LegalReading(Base, kw_only=True):
    """Somebody confirmed that they read these words, and agreed to them where that is asked."""

    __tablename__ = "legal_readings"
    __table_args__ = (
        UniqueConstraint("person_id", "legal_text_id", "version"),
        Index("ix_legal_readings_legal_text_id", "legal_text_id"),
        Index("ix_legal_readings_wording_id", "wording_id"),
    )

    id: Mapped[RandomPk] = mapped_column(default_factory=new_id)
    person_id: Mapped[int] = mapped_column(BigId, ForeignKey("people.id", ondelete="CASCADE"))
    legal_text_id: Mapped[int] = mapped_column(ForeignKey("legal_texts.id", ondelete="RESTRICT"))
    version: Mapped[int]
    wording_id: Mapped[int] = mapped_column(BigId, ForeignKey("legal_wordings.id", ondelete="RESTRICT"))
    read_on: Mapped[date] = mapped_column(default_factory=clock.today)


refuse_updates(LegalWording.__table__, "what people read is never changed")
