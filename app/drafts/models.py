"""The table of drafts."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.core import clock
from app.core.idents import new_id
from app.db.base import Base, BigId, RandomPk, str_enum
from app.drafts.types import WRITER_MAX_CHARS, DraftForm


class StoredDraft(Base, kw_only=True):
    """What one person has written in one form and not sent yet."""

    __tablename__ = "drafts"
    __table_args__ = (UniqueConstraint("person_id", "form", "subject_id"),)

    id: Mapped[RandomPk] = mapped_column(default_factory=new_id)
    person_id: Mapped[int] = mapped_column(BigId, ForeignKey("people.id", ondelete="CASCADE"))
    form: Mapped[DraftForm] = mapped_column(str_enum(DraftForm))
    subject_id: Mapped[int] = mapped_column(BigId)  # what it is about depends on the form
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaigns.id", ondelete="CASCADE"), index=True)
    fields: Mapped[dict[str, Any]]  # field → what was written or chosen
    writer: Mapped[str] = mapped_column(String(WRITER_MAX_CHARS))  # names the open form that saved it last
    version: Mapped[int] = mapped_column(default=1)
    saved_at: Mapped[datetime] = mapped_column(default_factory=clock.now)
