"""The table of saved views."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.core.idents import new_id
from app.dashboards.types import VIEW_NAME_MAX_CHARS
from app.db.base import Base, BigId, RandomPk


class SavedView(Base, kw_only=True):
    """The filters of one campaign's dashboard, as one person saved them under a name."""

    __tablename__ = "saved_views"
    __table_args__ = (UniqueConstraint("person_id", "campaign_id", "name"),)

    id: Mapped[RandomPk] = mapped_column(default_factory=new_id)
    person_id: Mapped[int] = mapped_column(BigId, ForeignKey("people.id", ondelete="CASCADE"))
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaigns.id", ondelete="CASCADE"), index=True)
    name: Mapped[str] = mapped_column(String(VIEW_NAME_MAX_CHARS))
    filters: Mapped[dict[str, Any]]  # as the address of the dashboard has them
