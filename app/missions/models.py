"""Mission tables."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.db.base import Base, BigId, Pk
from app.policy.facts import Facts


class Mission(Base, kw_only=True):
    """One scenario of a campaign. ``number`` is its place, from 1, and its address."""

    __tablename__ = "missions"
    __table_args__ = (
        UniqueConstraint("campaign_id", "number"),
        CheckConstraint("minutes BETWEEN 1 AND 240", name="minutes_in_range"),
    )

    id: Mapped[Pk] = mapped_column(init=False)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaigns.id", ondelete="CASCADE"))
    number: Mapped[int]
    title_text_id: Mapped[int] = mapped_column(BigId, ForeignKey("texts.id", ondelete="RESTRICT"), index=True)
    body_text_id: Mapped[int] = mapped_column(BigId, ForeignKey("texts.id", ondelete="RESTRICT"), index=True)
    minutes: Mapped[int]  # expected
    opens_on: Mapped[date | None] = mapped_column(default=None)  # None: with the test phase
    closes_on: Mapped[date | None] = mapped_column(default=None)  # included; None: with the test phase
    product_id: Mapped[int | None] = mapped_column(
        ForeignKey("products.id", ondelete="SET NULL"), index=True, default=None
    )  # that is tried in it, among the campaign's; None: all of them, or none in particular
    recalled_on: Mapped[date | None] = mapped_column(default=None)  # nobody is to go on with it
    recall_reason: Mapped[str] = mapped_column(Text, default="", server_default="")  # of the last recall
    submission_key: Mapped[str | None] = mapped_column(String(64), unique=True, default=None)  # sent once, made once
    version: Mapped[int] = mapped_column(default=1, server_default="1")  # of all that its form shows

    steps: Mapped[list[MissionStep]] = relationship(lazy="raise", init=False, order_by="MissionStep.number")

    @property
    def facts(self) -> Facts:
        """What the permission table may know about this mission."""
        return Facts(campaign_id=self.campaign_id)


class MissionStep(Base, kw_only=True):
    """One step of a mission."""

    __tablename__ = "mission_steps"
    __table_args__ = (UniqueConstraint("mission_id", "number"),)

    id: Mapped[Pk] = mapped_column(init=False)
    mission_id: Mapped[int] = mapped_column(ForeignKey("missions.id", ondelete="CASCADE"))
    number: Mapped[int]
    title_text_id: Mapped[int] = mapped_column(BigId, ForeignKey("texts.id", ondelete="RESTRICT"), index=True)


class MissionDone(Base, kw_only=True):
    """A tester's own tick: the mission is done. Days are those of UTC, as weeks are; shown to nobody else."""

    __tablename__ = "missions_done"

    person_id: Mapped[int] = mapped_column(BigId, ForeignKey("people.id", ondelete="CASCADE"), primary_key=True)
    mission_id: Mapped[int] = mapped_column(ForeignKey("missions.id", ondelete="CASCADE"), primary_key=True, index=True)
    done_on: Mapped[date]
    undone_on: Mapped[date | None] = mapped_column(default=None)  # taken back, after a week in which it counted
