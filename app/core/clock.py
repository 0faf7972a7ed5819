"""The only place that reads the time."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

_set_to: ContextVar[datetime | None] = ContextVar("clock_set_to", default=None)


def now() -> datetime:
    """Return the current instant, aware, in UTC."""
    return _set_to.get() or datetime.now(UTC)


def today(time_zone: str = "UTC") -> date:
    """Return today's date where ``time_zone`` (an IANA name) is kept."""
    return now().astimezone(ZoneInfo(time_zone)).date()


@contextmanager
def set_to(instant: datetime) -> Iterator[None]:
    """Let ``instant`` be the time inside the block: what the demonstration tells happened on other days."""
    token = _set_to.set(instant)
    try:
        yield
    finally:
        _set_to.reset(token)
