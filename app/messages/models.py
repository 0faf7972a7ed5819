"""Table of messages to those who take part."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from app.core import clock
from app.core.idents import new_id
from app.db.base import Base, BigId, RandomPk, str_enum
from app.messages.types import MessageAudience, MessageState, Model


class MemberMessage(Base, kw_only=True):
    """Words to those who take part in an edition. Who received them stands nowhere but in each person's own notices."""

    __tablename__ = "member_messages"
    __table_args__ = (Index("ix_member_messages_edition_id", "edition_id", "send_at"),)

    id: Mapped[RandomPk] = mapped_column(default_factory=new_id)
    edition_id: Mapped[int] = mapped_column(ForeignKey("editions.id", ondelete="CASCADE"))
    sender_id: Mapped[int | None] = mapped_column(  # None: the account was deleted since
        BigId, ForeignKey("people.id", ondelete="SET NULL"), index=True
    )
    model: Mapped[Model] = mapped_column(str_enum(Model))
    audience: Mapped[MessageAudience] = mapped_column(str_enum(MessageAudience))
    subject_text_id: Mapped[int] = mapped_column(BigId, ForeignKey("texts.id", ondelete="RESTRICT"), index=True)
    body_text_id: Mapped[int] = mapped_column(BigId, ForeignKey("texts.id", ondelete="RESTRICT"), index=True)
    state: Mapped[MessageState] = mapped_column(str_enum(MessageState), default=MessageState.SCHEDULED)
    send_at: Mapped[datetime]
    written_at: Mapped[datetime] = mapped_column(default_factory=clock.now)
    submission_key: Mapped[str] = mapped_column(String(64), unique=True)  # sent once, stored once
