"""The formats of a report, how far it is, and why it could not be made."""

from __future__ import annotations

from datetime import date, timedelta
from enum import StrEnum


class ReportFormat(StrEnum):
    """What a report can be taken away as, in the order in which they are built and shown."""

    XLSX = "xlsx"
    CSV = "csv"
    JSON = "json"
    PPTX = "pptx"
    PDF = "pdf"


class ReportState(StrEnum):
    """How far a report is."""

    WAITING = "waiting"
    BUILDING = "building"
    READY = "ready"
    FAILED = "failed"


class ReportFailure(StrEnum):
    """Why there is no report."""

    NO_ROOM = "no_room"  # the disk is full, or the folder cannot be written
    LIBRARY_MISSING = "library_missing"
    NO_ACCESS = "no_access"  # who asked may no longer read it
    TAKEN_BACK = "taken_back"  # something in it was taken back or hidden since
    BROKEN = "broken"


class Rhythm(StrEnum):
    """How often a report is built by itself."""

    WEEKLY = "weekly"  # on Mondays
    MONTHLY = "monthly"  # on the first day

    def next_after(self, day: date) -> date:
        """Return the next day on which it is built, never the same one."""
        if self is Rhythm.WEEKLY:
            return day + timedelta(days=7 - day.weekday())
        return (day.replace(day=1) + timedelta(days=32)).replace(day=1)


UNDER_WAY = frozenset({ReportState.WAITING, ReportState.BUILDING})


def split_formats(stored: str) -> tuple[ReportFormat, ...]:
    """Read the formats of a row, in their order."""
    return tuple(ReportFormat(one) for one in stored.split())


def join_formats(formats: frozenset[ReportFormat]) -> str:
    """Write formats for a row: the same ones always alike."""
    return " ".join(one.value for one in ReportFormat if one in formats)
