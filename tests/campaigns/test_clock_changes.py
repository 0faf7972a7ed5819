"""Hours of a wall where clocks change: what does not exist moves on, what comes twice is the first."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy.orm import Session

from app.campaigns.service import PhaseInput, set_phases
from app.campaigns.types import EditionStatus, PhaseKind
from app.core.wall_time import to_instant, to_wall
from tests.campaigns.world import central_team
from tests.factories.accounts import make_entity
from tests.factories.campaigns import make_edition

# Zone, hour on the wall, instant in UTC, whether the hour had to move. Clocks of the Union change on
# 29 March and 25 October 2026 at 01:00 UTC.
HOURS = [
    ("Europe/Berlin", "2026-03-29T01:59", "2026-03-29T00:59", False),
    ("Europe/Berlin", "2026-03-29T02:00", "2026-03-29T01:00", True),
    ("Europe/Berlin", "2026-03-29T02:30", "2026-03-29T01:00", True),
    ("Europe/Berlin", "2026-03-29T02:59", "2026-03-29T01:00", True),
    ("Europe/Berlin", "2026-03-29T03:00", "2026-03-29T01:00", False),
    ("Europe/Berlin", "2026-10-25T01:59", "2026-10-24T23:59", False),
    ("Europe/Berlin", "2026-10-25T02:00", "2026-10-25T00:00", False),
    ("Europe/Berlin", "2026-10-25T02:30", "2026-10-25T00:30", False),
    ("Europe/Berlin", "2026-10-25T03:00", "2026-10-25T02:00", False),
    ("Europe/Lisbon", "2026-03-29T00:59", "2026-03-29T00:59", False),
    ("Europe/Lisbon", "2026-03-29T01:00", "2026-03-29T01:00", True),
    ("Europe/Lisbon", "2026-03-29T01:30", "2026-03-29T01:00", True),
    ("Europe/Lisbon", "2026-03-29T02:00", "2026-03-29T01:00", False),
    ("Europe/Lisbon", "2026-03-29T02:30", "2026-03-29T01:30", False),
    ("Europe/Lisbon", "2026-10-25T01:30", "2026-10-25T00:30", False),
    ("Europe/Lisbon", "2026-10-25T02:00", "2026-10-25T02:00", False),
    ("Europe/Helsinki", "2026-03-29T03:30", "2026-03-29T01:00", True),
    ("Europe/Helsinki", "2026-03-29T04:00", "2026-03-29T01:00", False),
    ("Europe/Helsinki", "2026-10-25T03:30", "2026-10-25T00:30", False),
    ("Europe/Helsinki", "2026-10-25T04:00", "2026-10-25T02:00", False),
    ("Atlantic/Azores", "2026-03-29T00:30", "2026-03-29T01:00", True),
    ("Africa/Casablanca", "2026-07-01T12:00", "2026-07-01T11:00", False),
    ("Australia/Lord_Howe", "2026-10-04T02:15", "2026-10-03T15:30", True),  # half an hour is skipped
    ("Pacific/Apia", "2011-12-30T12:00", "2011-12-30T10:00", True),  # a whole day is
]


@pytest.mark.parametrize(("zone", "hour", "instant", "moves"), HOURS)
def test_an_hour_becomes_an_instant(zone: str, hour: str, instant: str, *, moves: bool) -> None:
    expected = datetime.fromisoformat(instant).replace(tzinfo=UTC)
    assert to_instant(datetime.fromisoformat(hour), zone) == (expected, moves)
    if not moves:
        assert to_wall(expected, zone) == datetime.fromisoformat(hour)


def test_a_phase_on_a_skipped_hour_says_what_was_kept(session: Session) -> None:
    entity = make_entity(session, time_zone="Europe/Berlin")
    edition = make_edition(session, entity=entity, status=EditionStatus.DRAFT, phase=None)
    asked, end = datetime.fromisoformat("2026-03-29T02:30"), datetime.fromisoformat("2026-04-02T18:00")
    result = set_phases(session, central_team(session), edition.id, [PhaseInput(PhaseKind.TEST, asked, end)])
    moved = result.moved[0]
    assert (moved.kind, moved.asked, moved.kept) == ("test", asked, datetime.fromisoformat("2026-03-29T03:00"))
    assert result.phases[0].starts_at == datetime(2026, 3, 29, 1, 0, tzinfo=UTC)
