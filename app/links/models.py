"""Table of short links."""

from __future__ import annotations

import secrets
from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from app.core import clock
from app.core.idents import new_id
from app.core.references import ALPHABET
from app.db.base import Base, BigId, RandomPk, str_enum
from app.links.types import LinkKind

CODE_LENGTH = 10  # 48 bits, and few tries an hour


def new_code() -> str:
    """Return a fresh code, of letters and digits that nobody confuses."""
    return "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH))


class CampaignLink(Base, kw_only=True):
    """A short address that leads into an edition of a campaign."""

    __tablename__ = "campaign_links"
    __table_args__ = (CheckConstraint("(kind = 'field') = (mission_id IS NOT NULL)", name="mission_by_kind"),)

    id: Mapped[RandomPk] = mapped_column(default_factory=new_id)
    code: Mapped[str] = mapped_column(String(20), unique=True, default_factory=new_code)
    kind: Mapped[LinkKind] = mapped_column(str_enum(LinkKind), default=LinkKind.FIELD)
    edition_id: Mapped[int] = mapped_column(ForeignKey("editions.id", ondelete="CASCADE"), index=True)
    mission_id: Mapped[int | None] = mapped_column(
        ForeignKey("missions.id", ondelete="CASCADE"), index=True, default=None
    )
    spot: Mapped[str] = mapped_column(String(80), default="")  # where the poster hangs; for those who make them
    ends_on: Mapped[date]  # the last day it works, in the entity's time zone
    revoked_on: Mapped[date | None] = mapped_column(default=None)
    made_on: Mapped[date] = mapped_column(default_factory=clock.today)
    made_by_id: Mapped[int | None] = mapped_column(
        BigId, ForeignKey("people.id", ondelete="SET NULL"), index=True, default=None
    )
    submission_key: Mapped[str | None] = mapped_column(String(64), unique=True, default=None)  # sent once, stored once
