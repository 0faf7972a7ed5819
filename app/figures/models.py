"""The table of figures."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from app.db.base import Base


class FigureCount(Base, kw_only=True):
    """A figure of one entity's part of a campaign: in all (``ANY_DAY``), or what a day (UTC) or a week adds to it."""

    __tablename__ = "figure_counts"
    __table_args__ = (Index("ix_figure_counts_name_day", "campaign_id", "name", "day"),)  # of all entities

    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaigns.id", ondelete="CASCADE"), primary_key=True)
    entity_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)  # UNKNOWN_ENTITY: not shown
    name: Mapped[str] = mapped_column(String(40), primary_key=True)  # FigureName
    value: Mapped[str] = mapped_column(String(40), primary_key=True)  # what it is broken down by; "" when it is not
    day: Mapped[date] = mapped_column(primary_key=True)
    count: Mapped[int] = mapped_column(default=0)  # below 0 where more went than came
