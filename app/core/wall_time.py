"""Convert local hours to the instants that are stored and back, where clocks change twice a year."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

_MINUTE = timedelta(minutes=1)


def to_instant(local: datetime, time_zone: str) -> tuple[datetime, bool]:
    """Return the instant of a wall hour (naive), and whether that hour does not exist there.

    An hour that daylight saving skips becomes the next minute that exists; one that comes twice is the first.
    """
    zone = ZoneInfo(time_zone)
    kept = local.replace(second=0, microsecond=0)
    while _wall(kept, zone) != kept:
        kept += _MINUTE
    return kept.replace(tzinfo=zone, fold=0).astimezone(UTC), kept != local.replace(second=0, microsecond=0)


def to_wall(instant: datetime, time_zone: str) -> datetime:
    """Return the wall hour (naive) of an instant."""
    return instant.astimezone(ZoneInfo(time_zone)).replace(tzinfo=None)


def _wall(local: datetime, zone: ZoneInfo) -> datetime:
    """Return the hour a wall shows when it should show ``local``: another one inside a skipped hour."""
    return local.replace(tzinfo=zone, fold=0).astimezone(UTC).astimezone(zone).replace(tzinfo=None)
