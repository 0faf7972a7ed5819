"""The tables of figures."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from app.db.base import Base


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


class PeopleFigure(Base, kw_only=True):
    """How many different people contributed during consecutive weeks: with one kind, or with any.

    Spans of 1, 2, 4, 8 and 16 weeks are kept, each starting at a multiple of its length, so that a
    stretch of weeks has a good lower bound of its people without a row that names one. Untraceable
    contributions count for nobody; an imported one counts for one person.
    """

    __tablename__ = "people_figures"

    edition_id: Mapped[int] = mapped_column(ForeignKey("editions.id", ondelete="CASCADE"), primary_key=True)
    kind: Mapped[str] = mapped_column(String(20), primary_key=True)  # "": any
    weeks: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)  # length of the span; 0: since ever
    first_week: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)  # `weeks.week_of`; 0: since ever
    people_count: Mapped[int] = mapped_column(default=0)
