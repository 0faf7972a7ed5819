"""Recruiting tables."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from app.db.base import Base, BigId


class LinkJoins(Base, kw_only=True):
    """How many people asked to join by a personal link, in one week. Nothing says who, or on which day."""

    __tablename__ = "link_joins"

    link_id: Mapped[int] = mapped_column(BigId, ForeignKey("campaign_links.id", ondelete="CASCADE"), primary_key=True)
    week: Mapped[date] = mapped_column(primary_key=True)  # its Monday, in UTC
    people: Mapped[int]
