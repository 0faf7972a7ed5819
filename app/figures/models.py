"""The table of figures."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from app.db.base import Base


class FigureCount(Base, kw_only=True):
    """What one day (UTC), or one week from its Monday, adds to a figure, in one entity's part of a campaign."""

    __tablename__ = "figure_counts"

    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaigns.id", ondelete="CASCADE"), primary_key=True)
    entity_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)  # UNKNOWN_ENTITY: not shown
    name: Mapped[str] = mapped_column(String(40), primary_key=True)  # FigureName
    value: Mapped[str] = mapped_column(String(40), primary_key=True)  # what it is broken down by; "" when it is not
    day: Mapped[date] = mapped_column(primary_key=True)
    count: Mapped[int] = mapped_column(default=0)  # below 0 where more went than came
