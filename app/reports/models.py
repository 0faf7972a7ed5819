"""Tables of reports."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from app.core import clock
from app.core.idents import new_id
from app.db.base import Base, BigId, RandomPk, str_enum
from app.reports.types import ReportFailure, ReportFormat, ReportState, Rhythm


class StoredReport(Base, kw_only=True):
    """What somebody asked for: of a campaign or of one entity in it, in a language, in some formats."""

    __tablename__ = "reports"

    id: Mapped[RandomPk] = mapped_column(default_factory=new_id)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaigns.id", ondelete="CASCADE"), index=True)
    entity_id: Mapped[int | None] = mapped_column(ForeignKey("entities.id", ondelete="CASCADE"), index=True)
    asked_by_id: Mapped[int] = mapped_column(BigId, ForeignKey("people.id", ondelete="CASCADE"), index=True)
    locale: Mapped[str] = mapped_column(String(16))
    formats: Mapped[str] = mapped_column(String(80))  # with blanks between
    state: Mapped[ReportState] = mapped_column(str_enum(ReportState), default=ReportState.WAITING)
    failure: Mapped[ReportFailure | None] = mapped_column(str_enum(ReportFailure), default=None)
    attempt: Mapped[int] = mapped_column(default=0)  # who builds says it: a worker of before stores nothing any more
    done: Mapped[int] = mapped_column(default=0)  # formats
    asked_at: Mapped[datetime] = mapped_column(default_factory=clock.now)
    expires_at: Mapped[datetime] = mapped_column(index=True)
    quoted: Mapped[list[str]] = mapped_column(default_factory=list, server_default="[]")  # contributions quoted in it


class ReportFile(Base, kw_only=True):
    """One format of a report."""

    __tablename__ = "report_files"

    report_id: Mapped[int] = mapped_column(BigId, ForeignKey("reports.id", ondelete="CASCADE"), primary_key=True)
    format: Mapped[ReportFormat] = mapped_column(str_enum(ReportFormat), primary_key=True)
    file_id: Mapped[int] = mapped_column(BigId, ForeignKey("stored_files.id", ondelete="CASCADE"), index=True)
    lacks_letters: Mapped[bool] = mapped_column(default=False)  # a script had no font


class ReportSchedule(Base, kw_only=True):
    """A report that is built again and again for who asked for it, as long as they may read it."""

    __tablename__ = "report_schedules"

    id: Mapped[RandomPk] = mapped_column(default_factory=new_id)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaigns.id", ondelete="CASCADE"), index=True)
    entity_id: Mapped[int | None] = mapped_column(ForeignKey("entities.id", ondelete="CASCADE"), index=True)
    asked_by_id: Mapped[int] = mapped_column(BigId, ForeignKey("people.id", ondelete="CASCADE"), index=True)
    locale: Mapped[str] = mapped_column(String(16))
    formats: Mapped[str] = mapped_column(String(80))  # with blanks between
    rhythm: Mapped[Rhythm] = mapped_column(str_enum(Rhythm))
    next_on: Mapped[date] = mapped_column(index=True)
