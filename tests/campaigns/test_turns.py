"""Phases open and close once for each planned instant, whatever the worker and its clock did meanwhile."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, delete, func, select
from sqlalchemy.orm import Session

from app.campaigns.jobs import tell_turns
from app.campaigns.models import Edition, Phase, PhaseMark
from app.campaigns.queries.turns import turns_due
from app.campaigns.service import PhaseInput, close_edition, set_phases, turn_phases
from app.campaigns.types import EditionStatus, PhaseKind
from app.core import clock
from app.core.errors import Forbidden
from app.core.wall_time import to_wall
from app.db.base import Base
from app.db.engine import make_engine
from app.entities.models import Entity
from app.jobs.periodic import run_periodic
from app.outbox.models import OutboxMessage
from app.policy.actor import SYSTEM
from app.registry import PERIODIC
from tests.campaigns.world import central_team
from tests.conftest import CountQueries
from tests.factories.accounts import make_entity
from tests.factories.campaigns import make_edition
from tests.parallel import together
from tests.refusals import refused

MONDAY = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)  # recruitment opens
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
RECRUITS, TESTS, VOTES = MONDAY + 7 * DAY, MONDAY + 21 * DAY, MONDAY + 24 * DAY  # their ends
WHOLE = {
    ("recruit", "opens"), ("recruit", "closes"), ("recruit", "ends_soon"),
    ("test", "opens"), ("test", "closes"), ("test", "ends_soon"), ("vote", "opens"), ("vote", "closes"),
}  # fmt: skip


def an_edition(session: Session, status: EditionStatus = EditionStatus.OPEN) -> Edition:
    """Return an edition whose recruitment, test and vote follow each other."""
    edition = make_edition(session, status=status, phase=None)
    begins = MONDAY
    for kind, ends in ((PhaseKind.RECRUIT, RECRUITS), (PhaseKind.TEST, TESTS), (PhaseKind.VOTE, VOTES)):
        session.add(Phase(edition_id=edition.id, kind=kind, starts_at=begins, ends_at=ends))
        begins = ends
    session.flush()
    return edition


def told(session: Session) -> list[tuple[str, str]]:
    """Return the turns of phases that were told, and forget them."""
    rows = session.scalars(select(OutboxMessage).where(OutboxMessage.name == "campaigns.phase_turned")).all()
    session.execute(delete(OutboxMessage))
    session.commit()
    return sorted((row.payload["phase"], row.payload["turn"]) for row in rows)


def told_at(session: Session, instant: datetime) -> list[tuple[str, str]]:
    """Let the job run at an instant, and return what it told."""
    with clock.set_to(instant):
        tell_turns(session, instant)
    return told(session)


def planned_in_order(session: Session) -> list[datetime]:
    """Return the instants that were marked, in the order of the marks."""
    return list(session.scalars(select(PhaseMark.planned_at).order_by(PhaseMark.id)))


def test_a_phase_turns_in_its_minute_and_not_before(session: Session) -> None:
    an_edition(session)
    assert told_at(session, MONDAY - timedelta(seconds=1)) == []
    assert told_at(session, MONDAY) == [("recruit", "opens")]
    assert told_at(session, MONDAY + HOUR) == []
    assert told_at(session, RECRUITS - 2 * DAY) == [("recruit", "ends_soon")]
    assert told_at(session, RECRUITS) == [("recruit", "closes"), ("test", "opens")]
    assert told_at(session, TESTS) == [("test", "closes"), ("vote", "opens")], "its end had come: no warning any more"
    assert told_at(session, VOTES - HOUR) == [], "three days of vote have no warning"


def test_only_the_application_turns_phases(session: Session) -> None:
    edition = an_edition(session)
    central = central_team(session)
    with refused(session, Forbidden):
        turn_phases(session, central)
    with pytest.raises(Forbidden):
        turns_due(session, central, clock.now(), [edition.id])


def test_a_worker_that_slept_for_an_hour_tells_all_it_missed_the_oldest_first(session: Session) -> None:
    an_edition(session)
    told_at(session, RECRUITS - HOUR)
    other = an_edition(session)
    phase = session.scalars(select(Phase).where(Phase.edition_id == other.id, Phase.kind == PhaseKind.RECRUIT)).one()
    phase.ends_at = RECRUITS - 30 * timedelta(minutes=1)
    told_at(session, RECRUITS - HOUR)
    session.execute(delete(PhaseMark).where(PhaseMark.planned_at == MONDAY))
    session.commit()
    with clock.set_to(RECRUITS + 10 * timedelta(minutes=1)):
        assert turn_phases(session, SYSTEM) > 0
    late = [at for at in planned_in_order(session) if at >= RECRUITS - HOUR][-4:]
    assert late == sorted(late)
    assert late[-1] == RECRUITS
    assert told(session)[-1] == ("test", "opens")


def test_a_clock_that_goes_a_day_ahead_and_back_does_nothing_twice(session: Session) -> None:
    an_edition(session)
    told_at(session, RECRUITS - 3 * DAY)
    ahead = told_at(session, RECRUITS + DAY)
    assert ahead == [("recruit", "closes"), ("test", "opens")]
    for minutes in range(0, 26 * 60, 30):
        assert told_at(session, RECRUITS - 2 * HOUR + timedelta(minutes=minutes)) == []
    assert ("test", "ends_soon") in told_at(session, TESTS - DAY)


def test_a_clock_set_back_two_hours_still_finds_what_is_planned_meanwhile(
    session: Session, make_test_session: Callable[[], Session]
) -> None:
    """Those minutes were ticked already: work that marks what it did runs in them all the same."""
    work = {"campaigns.tell_turns": PERIODIC["campaigns.tell_turns"]}
    noon = RECRUITS + 3 * HOUR
    edition = an_edition(session)
    for minutes in range(-120, 1, 20):
        with clock.set_to(noon + timedelta(minutes=minutes)):
            assert run_periodic(make_test_session, work) == 1
    told(session)
    with clock.set_to(noon - 110 * timedelta(minutes=1)):  # set back; the test is put off by an hour
        dates = [
            PhaseInput(
                PhaseKind.RECRUIT,
                to_wall(MONDAY, zone_of(session, edition)),
                to_wall(RECRUITS, zone_of(session, edition)),
            ),
            PhaseInput(
                PhaseKind.TEST,
                to_wall(noon - HOUR, zone_of(session, edition)),
                to_wall(TESTS, zone_of(session, edition)),
            ),
        ]
        set_phases(session, SYSTEM, edition.id, dates)
        assert run_periodic(make_test_session, work) == 1
    assert told(session) == []
    with clock.set_to(noon - HOUR):
        assert run_periodic(make_test_session, work) == 1
    assert told(session) == [("test", "opens")]


def zone_of(session: Session, edition: Edition) -> str:
    """Return the time zone of an edition's entity."""
    return session.get_one(Entity, edition.entity_id).time_zone


ZONES = [
    ("Europe/Lisbon", "2026-03-29"), ("Europe/Lisbon", "2026-10-25"),
    ("Europe/Berlin", "2026-03-29"), ("Europe/Berlin", "2026-10-25"),
    ("Africa/Casablanca", "2026-02-15"), ("Africa/Casablanca", "2026-03-22"),
]  # fmt: skip


@pytest.mark.parametrize(("zone", "day"), ZONES)
@pytest.mark.parametrize("hour", ["00:30", "01:30", "02:00", "02:30", "03:00", "03:30"])
def test_a_change_of_summer_time_loses_no_turn_and_does_none_twice(
    session: Session, zone: str, day: str, hour: str
) -> None:
    edition = make_edition(session, entity=make_entity(session, time_zone=zone), phase=None)
    at = datetime.fromisoformat(f"{day}T{hour}")
    recruit = PhaseInput(PhaseKind.RECRUIT, at - 5 * DAY, at)
    with clock.set_to(at.replace(tzinfo=UTC) - 2 * DAY):
        set_phases(session, SYSTEM, edition.id, [recruit, PhaseInput(PhaseKind.TEST, at, at + 5 * DAY)])
    turns = []
    begin = at.replace(tzinfo=UTC) - 6 * HOUR
    for minutes in range(0, 12 * 60, 30):
        now = begin + timedelta(minutes=minutes)
        turns += [(turn, to_wall(now, zone)) for turn in told_at(session, now) if turn != ("recruit", "opens")]
    kept = session.scalars(select(Phase).where(Phase.edition_id == edition.id, Phase.kind == PhaseKind.TEST)).one()
    wall = to_wall(kept.starts_at, zone)
    assert turns == [(("recruit", "closes"), wall), (("test", "opens"), wall)]
    assert wall >= at


def test_phases_turn_where_an_hour_comes_twice_at_the_first(session: Session) -> None:
    edition = make_edition(session, entity=make_entity(session, time_zone="Europe/Berlin"), phase=None)
    at = datetime.fromisoformat("2026-10-25T02:30")
    with clock.set_to(datetime(2026, 10, 20, tzinfo=UTC)):
        set_phases(
            session,
            SYSTEM,
            edition.id,
            [PhaseInput(PhaseKind.RECRUIT, at - DAY, at), PhaseInput(PhaseKind.TEST, at, at + DAY)],
        )
    assert told_at(session, datetime(2026, 10, 25, 0, 29, tzinfo=UTC)) == [("recruit", "opens")]
    assert told_at(session, datetime(2026, 10, 25, 0, 30, tzinfo=UTC)) == [("recruit", "closes"), ("test", "opens")]
    assert told_at(session, datetime(2026, 10, 25, 1, 30, tzinfo=UTC)) == [], "half past two comes again"


def test_a_new_instant_to_come_is_a_new_turn_and_a_past_one_a_correction(session: Session) -> None:
    edition = an_edition(session)
    zone = zone_of(session, edition)
    told_at(session, RECRUITS + HOUR)

    def moves(test_starts: datetime, now: datetime) -> list[tuple[str, str]]:
        session.refresh(edition)
        dates = [
            PhaseInput(PhaseKind.RECRUIT, to_wall(MONDAY, zone), to_wall(RECRUITS - DAY, zone)),
            PhaseInput(PhaseKind.TEST, to_wall(test_starts, zone), to_wall(TESTS, zone)),
        ]
        with clock.set_to(now):
            set_phases(session, SYSTEM, edition.id, dates, edition.version)
            tell_turns(session, now)
        return told(session)

    now = RECRUITS + 2 * HOUR
    assert moves(RECRUITS - HOUR, now) == [], "both were past: corrected"
    assert moves(RECRUITS + DAY, now) == [], "it will open again"
    assert told_at(session, RECRUITS + DAY) == [("test", "opens")]
    assert moves(RECRUITS - HOUR, RECRUITS + 2 * DAY) == [], "told then"
    assert moves(RECRUITS + 5 * DAY, RECRUITS + 2 * DAY) == []
    assert moves(RECRUITS + 1.5 * DAY, RECRUITS + 3 * DAY) == [("test", "opens")], "closed meanwhile: it opens now"


def test_what_is_a_week_old_or_closed_meanwhile_is_marked_and_told_to_nobody(session: Session) -> None:
    old, closed = an_edition(session), an_edition(session)
    draft = an_edition(session, EditionStatus.DRAFT)
    with clock.set_to(MONDAY):
        close_edition(session, SYSTEM, closed.id)
    assert told_at(session, RECRUITS + 7 * DAY + timedelta(seconds=1)) == []
    marks = session.scalars(select(PhaseMark)).all()
    assert {mark.edition_id for mark in marks} == {old.id, closed.id}
    assert {mark.is_told for mark in marks} == {False}
    draft.status = EditionStatus.OPEN
    session.commit()
    assert told_at(session, RECRUITS + 6 * DAY) == [("recruit", "closes"), ("test", "opens")], "open since: in time"


def test_two_workers_at_once_do_each_turn_once(shared: Engine) -> None:
    with Session(shared) as session:
        for _ in range(3):
            edition = make_edition(session, phase=None)
            now = clock.now()
            for kind, begins, ends in ((PhaseKind.RECRUIT, -3, -1), (PhaseKind.TEST, -1, 30)):
                session.add(
                    Phase(edition_id=edition.id, kind=kind, starts_at=now + begins * DAY, ends_at=now + ends * DAY)
                )
        session.commit()
    for _ in range(2):
        assert together(shared, [lambda session: turn_phases(session, SYSTEM)] * 4) == [""] * 4
    with Session(shared) as session:
        assert told(session) == sorted([("recruit", "opens"), ("recruit", "closes"), ("test", "opens")] * 3)
        assert session.scalar(select(func.count()).select_from(PhaseMark)) == 12  # with a warning that came too late


def test_a_worker_and_who_moves_the_dates_at_once(shared: Engine) -> None:
    with Session(shared) as session:
        edition = make_edition(session, phase=None)
        zone, now = zone_of(session, edition), clock.now().replace(second=0, microsecond=0)
        for kind, begins, ends in ((PhaseKind.RECRUIT, -3, -1), (PhaseKind.TEST, -1, 30)):
            session.add(Phase(edition_id=edition.id, kind=kind, starts_at=now + begins * DAY, ends_at=now + ends * DAY))
        session.commit()
        edition_id = edition.id
    moved = [
        PhaseInput(PhaseKind.RECRUIT, to_wall(now - 3 * DAY, zone), to_wall(now - DAY - HOUR, zone)),
        PhaseInput(PhaseKind.TEST, to_wall(now - DAY - HOUR, zone), to_wall(now + 30 * DAY, zone)),
    ]
    acts = [lambda session: turn_phases(session, SYSTEM)] * 2
    assert together(shared, [*acts, lambda session: set_phases(session, SYSTEM, edition_id, moved)]) == [""] * 3
    with Session(shared) as session:
        turn_phases(session, SYSTEM)
        assert told(session) == sorted([("recruit", "opens"), ("recruit", "closes"), ("test", "opens")])


def test_statements_do_not_grow_with_editions(session: Session, queries: CountQueries) -> None:
    counts = []
    for number in (2, 4):
        for _ in range(number):
            an_edition(session)
        session.commit()
        with clock.set_to(RECRUITS), queries() as counted:
            turn_phases(session, SYSTEM)
        counts.append(len(counted))
    assert counts[0] == counts[1] <= 12


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """Yield a database in memory for many short worlds."""
    engine = make_engine(f"sqlite:///{tmp_path_factory.mktemp('turns')}/turns.db")
    Base.metadata.create_all(engine)
    yield engine
    engine.dispose()


@settings(max_examples=20)
@given(st.lists(st.integers(-48, 26 * 24), max_size=12))
def test_every_turn_exactly_once_at_random_wake_ups(file: Engine, hours: list[int]) -> None:
    """The clock goes where it likes; in the end it is past everything, and each turn was told or too late once."""
    with Session(file, expire_on_commit=False) as session:
        session.execute(delete(Edition))
        session.execute(delete(PhaseMark))
        an_edition(session)
        session.commit()
        heard: list[tuple[str, str]] = []
        for hour in [*hours, *range(0, 24 * 24 + 1, 24)]:
            heard += told_at(session, MONDAY + timedelta(hours=hour))
        assert len(heard) == len(set(heard))
        assert set(heard) <= WHOLE
        marks = session.scalars(select(PhaseMark)).all()
        assert {(mark.phase.value, mark.turn.value) for mark in marks if mark.is_told} == set(heard)
        assert len(marks) == 9  # three turns of three phases, once each
