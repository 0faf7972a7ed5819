"""The tables of figures."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from app.db.base import Base, str_enum


class DailyFigure(Base, kw_only=True):
    """What became of the contributions of one kind made in one edition on one day."""

    __tablename__ = "daily_figures"

    edition_id: Mapped[int] = mapped_column(ForeignKey("editions.id", ondelete="CASCADE"), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(20), primary_key=True)
    contribution_count: Mapped[int] = mapped_column(default=0)  # neither hidden nor withdrawn
    answered_count: Mapped[int] = mapped_column(default=0)
    in_time_count: Mapped[int] = mapped_column(default=0)  # answered within the promise
    decided_count: Mapped[int] = mapped_column(default=0)
    done_count: Mapped[int] = mapped_column(default=0)


class DailyPeople(Base, kw_only=True):
    """How many people joined an edition, and how many first took part, on one day."""

    __tablename__ = "daily_people"

    edition_id: Mapped[int] = mapped_column(ForeignKey("editions.id", ondelete="CASCADE"), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    recruited_count: Mapped[int] = mapped_column(default=0)
    active_count: Mapped[int] = mapped_column(default=0)


class PeopleScope(StrEnum):
    """What a number of people stands behind."""

    ALL = "all"
    WEEK = "week"  # ISO week of the contribution, "2026-W47"
    KIND = "kind"


class PeopleFigure(Base, kw_only=True):
    """How many people contributed: in all, in a week, with a kind. Untraceable ones count for nobody."""

    __tablename__ = "people_figures"

    edition_id: Mapped[int] = mapped_column(ForeignKey("editions.id", ondelete="CASCADE"), primary_key=True)
    scope: Mapped[PeopleScope] = mapped_column(str_enum(PeopleScope), primary_key=True)
    key: Mapped[str] = mapped_column(String(20), primary_key=True)
    people_count: Mapped[int] = mapped_column(default=0)
