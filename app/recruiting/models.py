"""Recruiting tables."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.core import clock
from app.core.idents import new_id
from app.db.base import Base, BigId, RandomPk, str_enum
from app.recruiting.types import InvitationState


class LinkJoins(Base, kw_only=True):
    """How many people asked to join by a personal link, in one week. Nothing says who, or on which day."""

    __tablename__ = "link_joins"

    link_id: Mapped[int] = mapped_column(BigId, ForeignKey("campaign_links.id", ondelete="CASCADE"), primary_key=True)
    week: Mapped[date] = mapped_column(primary_key=True)  # its Monday, in UTC
    people: Mapped[int]


class InvitedWeek(Base, kw_only=True):
    """How many people were invited to an edition in one week. Nothing says who; it stays when an invitation goes."""

    __tablename__ = "invited_weeks"

    edition_id: Mapped[int] = mapped_column(ForeignKey("editions.id", ondelete="CASCADE"), primary_key=True)
    week: Mapped[date] = mapped_column(primary_key=True)  # its Monday, in UTC
    people: Mapped[int]


class Invitation(Base, kw_only=True):
    """One colleague invited to one edition. The token of its link is derived, and stored nowhere."""

    __tablename__ = "invitations"
    __table_args__ = (
        UniqueConstraint("edition_id", "email_key"),
        Index("ix_invitations_of_a_day", "last_asked_by_id", "asked_on"),
        CheckConstraint("sent_count <= send_count", name="sent_as_asked"),
    )

    id: Mapped[RandomPk] = mapped_column(default_factory=new_id)
    edition_id: Mapped[int] = mapped_column(ForeignKey("editions.id", ondelete="CASCADE"))
    email: Mapped[str] = mapped_column(String(254))
    email_key: Mapped[str] = mapped_column(String(254), index=True)
    address_hash: Mapped[str] = mapped_column(String(64), index=True)
    name: Mapped[str] = mapped_column(String(120), default="")
    locale: Mapped[str] = mapped_column(String(16))  # of its mail
    invited_by_id: Mapped[int | None] = mapped_column(
        BigId, ForeignKey("people.id", ondelete="SET NULL"), index=True, default=None
    )
    last_asked_by_id: Mapped[int | None] = mapped_column(
        BigId, ForeignKey("people.id", ondelete="SET NULL"), default=None
    )  # whose mail of that day it was
    asked_on: Mapped[date] = mapped_column(default_factory=clock.today)  # the last time its mail was asked for
    expires_on: Mapped[date]  # the last day its link works
    state: Mapped[InvitationState] = mapped_column(str_enum(InvitationState), default=InvitationState.WAITING)
    send_count: Mapped[int] = mapped_column(default=1)  # mails asked for
    sent_count: Mapped[int] = mapped_column(default=0)  # of these: that left, or were refused


class InvitationStop(Base, kw_only=True):
    """Somebody wants no more invitations, from whatever campaign. Only a hash of the address is kept."""

    __tablename__ = "invitation_stops"

    address_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    stopped_on: Mapped[date] = mapped_column(default_factory=clock.today)
