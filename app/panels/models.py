"""Tables of variant panels."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.core import clock
from app.core.idents import new_id
from app.db.base import Base, BigId, RandomPk
from app.panels.types import LEAST_ANSWERS, NAME_MAX_CHARS, RULE_MAX_CHARS
from app.policy.facts import Facts


class Panel(Base, kw_only=True):
    """A comparison of variants, as it was set up: nothing of it changes later."""

    __tablename__ = "panels"
    __table_args__ = (CheckConstraint(f"least_answers >= {LEAST_ANSWERS}", name="enough_answers"),)

    id: Mapped[RandomPk] = mapped_column(default_factory=new_id)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaigns.id", ondelete="CASCADE"), index=True)
    questionnaire_id: Mapped[int] = mapped_column(ForeignKey("questionnaires.id", ondelete="CASCADE"), index=True)
    name: Mapped[str] = mapped_column(String(NAME_MAX_CHARS))
    seed: Mapped[str] = mapped_column(String(32))
    least_answers: Mapped[int]  # of each variant: then the comparison ends
    ends_on: Mapped[date | None] = mapped_column(default=None)  # or on this day, whichever comes first
    rule: Mapped[str] = mapped_column(String(RULE_MAX_CHARS))  # what else ends it, and what will be decided then
    set_up_on: Mapped[date] = mapped_column(default_factory=clock.today)
    submission_key: Mapped[str | None] = mapped_column(String(64), unique=True, default=None)

    @property
    def facts(self) -> Facts:
        """What the permission table may know about it."""
        return Facts(campaign_id=self.campaign_id)


class PanelVariant(Base, kw_only=True):
    """One of the missions that are compared; a mission is a variant once."""

    __tablename__ = "panel_variants"

    panel_id: Mapped[int] = mapped_column(BigId, ForeignKey("panels.id", ondelete="CASCADE"), index=True)
    mission_id: Mapped[int] = mapped_column(ForeignKey("missions.id", ondelete="CASCADE"), primary_key=True)


class PanelPlace(Base, kw_only=True):
    """The variant that somebody was given, for good. ``place``: who came how manieth in an edition, from 0."""

    __tablename__ = "panel_places"
    __table_args__ = (UniqueConstraint("panel_id", "edition_id", "place"),)

    panel_id: Mapped[int] = mapped_column(BigId, ForeignKey("panels.id", ondelete="CASCADE"), primary_key=True)
    person_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("people.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    edition_id: Mapped[int] = mapped_column(ForeignKey("editions.id", ondelete="CASCADE"), index=True)
    mission_id: Mapped[int] = mapped_column(ForeignKey("missions.id", ondelete="CASCADE"), index=True)
    place: Mapped[int]
