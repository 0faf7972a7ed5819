"""Product tables."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, String, false
from sqlalchemy.orm import Mapped, mapped_column

from app.db.base import Base, Pk, str_enum
from app.policy.facts import NOTHING, Facts
from app.products.types import LINK_MAX_CHARS, Channel, Owner


class Product(Base, kw_only=True):
    """Something that is tested."""

    __tablename__ = "products"
    __table_args__ = (CheckConstraint("cost_cents >= 0", name="cost_not_negative"),)

    id: Mapped[Pk] = mapped_column(init=False)
    code: Mapped[str] = mapped_column(String(60), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    owner: Mapped[Owner] = mapped_column(str_enum(Owner), default=Owner.OWN)
    channel: Mapped[Channel] = mapped_column(str_enum(Channel), default=Channel.APP)
    markets: Mapped[list[str]] = mapped_column(default_factory=list)  # ISO 3166
    link: Mapped[str] = mapped_column(String(LINK_MAX_CHARS), default="", server_default="")  # where it can be tried
    cost_cents: Mapped[int | None] = mapped_column(default=None)  # to who tries it; None: nobody said; 0: nothing
    cost_currency: Mapped[str] = mapped_column(String(3), default="", server_default="")  # ISO 4217
    is_refunded: Mapped[bool] = mapped_column(default=False, server_default=false())
    version: Mapped[int] = mapped_column(default=1, server_default="1")

    @property
    def facts(self) -> Facts:
        """What the permission table may know about this product."""
        return NOTHING
