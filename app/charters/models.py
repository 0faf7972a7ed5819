"""Tables of charters: the text in work, the words that were in force, and who accepted which."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from app.core import clock
from app.core.idents import new_id
from app.db.base import Base, BigId, Pk, RandomPk
from app.db.ddl import refuse_updates


class Charter(Base, kw_only=True):
    """What those who take part agree to: a campaign's charter, or what one of its editions adds."""

    __tablename__ = "charters"
    __table_args__ = (
        UniqueConstraint("edition_id"),
        Index(
            "uq_charters_of_campaign",
            "campaign_id",
            unique=True,
            sqlite_where=text("edition_id IS NULL"),
            postgresql_where=text("edition_id IS NULL"),
        ),
        Index("ix_charters_campaign_id", "campaign_id"),
    )

    id: Mapped[Pk] = mapped_column(init=False)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaigns.id", ondelete="RESTRICT"))
    edition_id: Mapped[int | None] = mapped_column(ForeignKey("editions.id", ondelete="RESTRICT"), default=None)
    source_locale: Mapped[str] = mapped_column(String(16))
    body_text_id: Mapped[int] = mapped_column(BigId, ForeignKey("texts.id", ondelete="RESTRICT"), index=True)
    confidentiality_text_id: Mapped[int | None] = mapped_column(
        BigId, ForeignKey("texts.id", ondelete="RESTRICT"), index=True, default=None
    )  # of a campaign's charter alone
    version: Mapped[int] = mapped_column(default=1)  # of what it means: who accepted another is asked again
    saved: Mapped[int] = mapped_column(default=1)  # of its words, in whichever language
    is_in_force: Mapped[bool] = mapped_column(default=True)


class CharterWording(Base, kw_only=True):
    """The words of a version in one language, as they could be accepted. Never changed, never deleted."""

    __tablename__ = "charter_wordings"
    __table_args__ = (UniqueConstraint("charter_id", "version", "locale", "revision"),)

    id: Mapped[RandomPk] = mapped_column(default_factory=new_id)
    charter_id: Mapped[int] = mapped_column(ForeignKey("charters.id", ondelete="RESTRICT"))
    version: Mapped[int]
    locale: Mapped[str] = mapped_column(String(16))
    revision: Mapped[int] = mapped_column(default=1)  # typing errors put right
    body: Mapped[str] = mapped_column(Text)
    confidentiality: Mapped[str] = mapped_column(Text, default="")
    written_on: Mapped[date] = mapped_column(default_factory=clock.today)


class CharterAcceptance(Base, kw_only=True):
    """Somebody agreed to the words they read."""

    __tablename__ = "charter_acceptances"
    __table_args__ = (
        UniqueConstraint("person_id", "charter_id", "version"),
        Index("ix_charter_acceptances_charter_id", "charter_id"),
        Index("ix_charter_acceptances_wording_id", "wording_id"),
    )

    id: Mapped[RandomPk] = mapped_column(default_factory=new_id)
    person_id: Mapped[int] = mapped_column(BigId, ForeignKey("people.id", ondelete="CASCADE"))
    charter_id: Mapped[int] = mapped_column(ForeignKey("charters.id", ondelete="RESTRICT"))
    version: Mapped[int]
    wording_id: Mapped[int] = mapped_column(BigId, ForeignKey("charter_wordings.id", ondelete="RESTRICT"))
    accepted_on: Mapped[date] = mapped_column(default_factory=clock.today)


refuse_updates(CharterWording.__table__, "what people accepted is never changed")
