"""Product tables."""

from __future__ import annotations

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from app.db.base import Base, Pk, str_enum
from app.policy.facts import NOTHING, Facts
from app.products.types import Channel, Owner


class Product(Base, kw_only=True):
    """Something that is tested."""

    __tablename__ = "products"

    id: Mapped[Pk] = mapped_column(init=False)
    code: Mapped[str] = mapped_column(String(60), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    owner: Mapped[Owner] = mapped_column(str_enum(Owner), default=Owner.OWN)
    channel: Mapped[Channel] = mapped_column(str_enum(Channel), default=Channel.APP)
    markets: Mapped[list[str]] = mapped_column(default_factory=list)  # ISO 3166

    @property
    def facts(self) -> Facts:
        """What the permission table may know about this product."""
        return NOTHING
