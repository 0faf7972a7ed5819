"""Tables of chat webhooks."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.core import clock
from app.core.idents import new_id
from app.db.base import Base, RandomPk, str_enum
from app.webhooks.types import ChatFormat, PostFault, PostKind, PostState


class ChatChannel(Base, kw_only=True):
    """The channel of an entity's chat. Its address is a key: whoever has it can post there, and no page shows it."""

    __tablename__ = "chat_channels"

    entity_id: Mapped[int] = mapped_column(
        ForeignKey("entities.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    format: Mapped[ChatFormat] = mapped_column(str_enum(ChatFormat))
    url: Mapped[str] = mapped_column(String(1000), repr=False)
    is_on: Mapped[bool] = mapped_column(default=False)


class ChatPost(Base, kw_only=True):
    """One post to a channel, and what became of it; without its words, which follow from its kind and campaign."""

    __tablename__ = "chat_posts"
    __table_args__ = (
        UniqueConstraint("entity_id", "cause"),  # an event that is delivered twice is told once
        Index("ix_chat_posts_planned_at", "planned_at"),
    )

    id: Mapped[RandomPk] = mapped_column(default_factory=new_id)
    entity_id: Mapped[int] = mapped_column(ForeignKey("entities.id", ondelete="CASCADE"))
    campaign_id: Mapped[int | None] = mapped_column(ForeignKey("campaigns.id", ondelete="CASCADE"), index=True)
    kind: Mapped[PostKind] = mapped_column(str_enum(PostKind))
    cause: Mapped[str] = mapped_column(String(64))  # the event, or the form, it comes from
    state: Mapped[PostState] = mapped_column(str_enum(PostState), default=PostState.PLANNED)
    fault: Mapped[PostFault | None] = mapped_column(str_enum(PostFault), default=None)
    planned_at: Mapped[datetime] = mapped_column(default_factory=clock.now)
