"""The only place that reads the time."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo


def now() -> datetime:
    """Return the current instant, aware, in UTC."""
    return datetime.now(UTC)


def today(time_zone: str = "UTC") -> date:
    """Return today's date where ``time_zone`` (an IANA name) is kept."""
    return now().astimezone(ZoneInfo(time_zone)).date()
