"""Table of reviewers' links."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from app.core import clock
from app.core.idents import new_id
from app.db.base import Base, BigId, RandomPk


class PreviewLink(Base, kw_only=True):
    """An address by which colleagues see one edition before it opens."""

    __tablename__ = "preview_links"

    id: Mapped[RandomPk] = mapped_column(default_factory=new_id)
    edition_id: Mapped[int] = mapped_column(ForeignKey("editions.id", ondelete="CASCADE"), index=True)
    ends_on: Mapped[date]  # the last day it works, in the entity's time zone
    revoked_on: Mapped[date | None] = mapped_column(default=None)
    made_on: Mapped[date] = mapped_column(default_factory=clock.today)
    made_by_id: Mapped[int | None] = mapped_column(
        BigId, ForeignKey("people.id", ondelete="SET NULL"), index=True, default=None
    )
    submission_key: Mapped[str | None] = mapped_column(String(64), unique=True, default=None)  # sent once, stored once
