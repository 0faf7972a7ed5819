"""Tables of themes."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from app.core import clock
from app.core.idents import new_id
from app.db.base import Base, BigId, RandomPk


class Theme(Base, kw_only=True):
    """What several contributions of a campaign are about."""

    __tablename__ = "themes"

    id: Mapped[RandomPk] = mapped_column(default_factory=new_id)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaigns.id", ondelete="CASCADE"), index=True)
    name_text_id: Mapped[int] = mapped_column(BigId, ForeignKey("texts.id", ondelete="RESTRICT"), index=True)
    version: Mapped[int] = mapped_column(default=1)
    submission_key: Mapped[str | None] = mapped_column(String(64), unique=True, default=None)
    made_at: Mapped[datetime] = mapped_column(default_factory=clock.now)


class ThemeGiven(Base, kw_only=True):
    """A contribution has a theme."""

    __tablename__ = "themes_given"

    theme_id: Mapped[int] = mapped_column(BigId, ForeignKey("themes.id", ondelete="CASCADE"), primary_key=True)
    feedback_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("feedback.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    via_id: Mapped[int | None] = mapped_column(BigId, index=True, default=None)  # given to this one, merged here


class ThemeRefused(Base, kw_only=True):
    """Somebody said that a suggested theme does not suit: it is not suggested there again."""

    __tablename__ = "themes_refused"

    theme_id: Mapped[int] = mapped_column(BigId, ForeignKey("themes.id", ondelete="CASCADE"), primary_key=True)
    feedback_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("feedback.id", ondelete="CASCADE"), primary_key=True, index=True
    )
