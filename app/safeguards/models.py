"""Tables of safeguards: every version of a sheet, its words, and who confirmed which."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.core import clock
from app.core.idents import new_id
from app.db.base import Base, BigId, RandomPk, str_enum
from app.policy.actor import Role
from app.policy.facts import Facts
from app.safeguards.types import SheetState


class SafeguardSheet(Base, kw_only=True):
    """One version of what testers may and may not do with a product in a country."""

    __tablename__ = "safeguard_sheets"
    __table_args__ = (
        UniqueConstraint("product_id", "country", "number"),
        CheckConstraint(
            "state = 'draft' OR (approved_on IS NOT NULL AND valid_until IS NOT NULL)", name="approved_up_to_a_day"
        ),
    )

    id: Mapped[RandomPk] = mapped_column(default_factory=new_id)
    product_id: Mapped[int] = mapped_column(ForeignKey("products.id", ondelete="RESTRICT"))
    country: Mapped[str] = mapped_column(String(2))  # ISO 3166
    number: Mapped[int]  # of the version, from 1
    source_locale: Mapped[str] = mapped_column(String(16))
    state: Mapped[SheetState] = mapped_column(str_enum(SheetState), default=SheetState.DRAFT)
    saved: Mapped[int] = mapped_column(default=1)  # how often it was written or approved
    written_by_id: Mapped[int | None] = mapped_column(
        BigId, ForeignKey("people.id", ondelete="SET NULL"), index=True, default=None
    )
    written_on: Mapped[date] = mapped_column(default_factory=clock.today)
    approved_by_id: Mapped[int | None] = mapped_column(
        BigId, ForeignKey("people.id", ondelete="SET NULL"), index=True, default=None
    )
    approved_role: Mapped[Role | None] = mapped_column(str_enum(Role), default=None)  # None: the system
    approved_on: Mapped[date | None] = mapped_column(default=None)
    valid_until: Mapped[date | None] = mapped_column(default=None)  # included
    withdrawn_on: Mapped[date | None] = mapped_column(default=None)

    @property
    def facts(self) -> Facts:
        """What the permission table may know about this version, but for the entities of its country."""
        return Facts(author_id=self.written_by_id)


class SafeguardWording(Base, kw_only=True):
    """The words of a version in one language, one sentence a line."""

    __tablename__ = "safeguard_wordings"

    sheet_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("safeguard_sheets.id", ondelete="CASCADE"), primary_key=True
    )
    locale: Mapped[str] = mapped_column(String(16), primary_key=True)
    may: Mapped[str] = mapped_column(Text)
    may_not: Mapped[str] = mapped_column(Text)


class SafeguardAttestation(Base, kw_only=True):
    """A tester confirmed a version before a mission. It goes with their account."""

    __tablename__ = "safeguard_attestations"

    person_id: Mapped[int] = mapped_column(BigId, ForeignKey("people.id", ondelete="CASCADE"), primary_key=True)
    sheet_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("safeguard_sheets.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    locale: Mapped[str] = mapped_column(String(16))  # in which it was read
    attested_on: Mapped[date] = mapped_column(default_factory=clock.today)
