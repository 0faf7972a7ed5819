"""Who joined and has not started is reminded once, five working days after, where the switch is on."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
import time_machine
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.campaigns.models import Phase
from app.campaigns.types import EditionStatus, PhaseKind
from app.core import clock
from app.enrolment.models import Enrolment
from app.enrolment.types import EnrolmentStatus
from app.messages.models import MemberMessage
from app.messages.service import write_message
from app.messages.types import Model
from app.notifications.jobs import remind_not_started
from app.notifications.models import Notice
from app.notifications.queries.starts import START_KIND, members_to_remind
from app.policy.actor import SYSTEM
from app.switches.models import EntitySwitch
from app.switches.types import Switch
from tests.conftest import Browser, CountQueries
from tests.factories.accounts import make_person
from tests.feedback.scene import Scene, join, make_manager, make_scene
from tests.messages.written import message, place_in

JOINED = date(2026, 11, 12)  # a Thursday
DUE = date(2026, 11, 19)


def reminded(session: Session) -> list[int]:
    """Return who was reminded, each time."""
    return list(session.scalars(select(Notice.person_id).where(Notice.kind == START_KIND)))


@pytest.fixture
def scene(session: Session) -> Scene:
    """Return an open campaign whose tester joined on a Thursday, where the switch is on."""
    with time_machine.travel(f"{JOINED}T10:00:00+00:00", tick=False):
        scene = make_scene(session)
        scene.enrolment.enrolled_on = JOINED
        session.add(EntitySwitch(entity_id=scene.entity.id, switch=Switch.NOT_STARTED_REMINDER, is_on=True))
        for phase in session.scalars(select(Phase).where(Phase.kind == PhaseKind.TEST)):
            phase.starts_at, phase.ends_at = clock.now() - timedelta(days=3), clock.now() + timedelta(days=90)
        session.commit()
    return scene


def run_on(session: Session, day: date, hour: int = 10) -> list[int]:
    """Let the hour pass on a day; return who was reminded so far."""
    with time_machine.travel(f"{day}T{hour:02}:00:00+00:00", tick=False):
        remind_not_started(session, clock.now())
    return reminded(session)


def test_once_after_five_working_days_in_working_hours(session: Session, scene: Scene) -> None:
    assert run_on(session, DUE - timedelta(days=1)) == []
    assert run_on(session, DUE, hour=6) == []
    assert run_on(session, DUE) == [scene.person.id]
    assert run_on(session, DUE, hour=11) == [scene.person.id]
    assert run_on(session, DUE + timedelta(days=30)) == [scene.person.id]


def test_also_where_the_test_has_no_last_day(session: Session, scene: Scene) -> None:
    session.execute(update(Phase).values(ends_at=None))
    session.commit()
    assert run_on(session, DUE) == [scene.person.id]


def test_a_holiday_moves_it(session: Session, scene: Scene) -> None:
    scene.entity.holidays = [DUE.isoformat()]
    session.commit()
    assert run_on(session, DUE) == []
    assert run_on(session, DUE + timedelta(days=1)) == [scene.person.id]


def test_days_before_the_test_do_not_count(session: Session, scene: Scene) -> None:
    for phase in session.scalars(select(Phase).where(Phase.kind == PhaseKind.TEST)):
        phase.starts_at = phase.starts_at + timedelta(days=14)  # Monday 23 November
    session.commit()
    assert run_on(session, DUE) == []
    assert run_on(session, date(2026, 11, 27)) == []
    assert run_on(session, date(2026, 11, 30)) == [scene.person.id]


@pytest.mark.parametrize("why", ["started", "left", "closed", "off", "over"])
def test_nobody_else_is_reminded(session: Session, scene: Scene, why: str) -> None:
    enrolment = session.get_one(Enrolment, scene.enrolment.id)
    if why == "started":
        enrolment.active_since = JOINED
    elif why == "left":
        enrolment.status = EnrolmentStatus.LEFT
    elif why == "closed":
        scene.edition.status = EditionStatus.CLOSED
    elif why == "off":
        for switch in session.scalars(select(EntitySwitch)):
            switch.is_on = False
    else:
        for phase in session.scalars(select(Phase)):
            phase.starts_at, phase.ends_at = phase.starts_at - timedelta(days=9), phase.starts_at
    session.commit()
    assert run_on(session, DUE) == []


def test_the_teams_own_reminder_comes_first(session: Session, scene: Scene) -> None:
    _, manager = make_manager(session, scene)
    with time_machine.travel(f"{DUE - timedelta(days=2)}T10:00:00+00:00", tick=False):
        write_message(session, manager, place_in(session, manager, scene), message(model=Model.REMINDER))
    assert run_on(session, DUE) == []
    assert session.scalars(select(MemberMessage.id)).all()
    assert run_on(session, DUE + timedelta(days=14)) == [scene.person.id]


def test_who_is_not_due_holds_nobody_up(session: Session, scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.notifications.queries.starts.REMINDED_MAX", 1)
    with time_machine.travel(f"{JOINED}T10:00:00+00:00", tick=False):
        away = make_scene(session)
        away.enrolment.enrolled_on = JOINED - timedelta(days=1)
        away.entity.holidays = [DUE.isoformat()]
        session.add(EntitySwitch(entity_id=away.entity.id, switch=Switch.NOT_STARTED_REMINDER, is_on=True))
        for phase in session.scalars(select(Phase).where(Phase.kind == PhaseKind.TEST)):
            phase.starts_at, phase.ends_at = clock.now() - timedelta(days=3), clock.now() + timedelta(days=90)
        session.commit()
    assert run_on(session, DUE) == [scene.person.id]
    assert set(run_on(session, DUE + timedelta(days=1))) == {scene.person.id, away.person.id}


def test_its_reader_reads_what_is_not_known(session: Session, scene: Scene, browser: Browser) -> None:
    run_on(session, DUE)
    with time_machine.travel(f"{DUE}T12:00:00+00:00", tick=False):
        page = browser.as_(scene.person).get("/notifications").text
    assert "as far as we can tell, you have not started yet" in page
    assert "Nobody in the team sees who receives this reminder." in page


def test_one_statement_whatever_the_number(session: Session, scene: Scene, queries: CountQueries) -> None:
    counts = []
    for _ in range(2):
        for _each in range(3):
            join(session, make_person(session, entity=scene.entity), scene.edition).enrolled_on = JOINED
        session.commit()
        with time_machine.travel(f"{DUE}T10:00:00+00:00", tick=False), queries() as seen:
            found = members_to_remind(session, SYSTEM)
        counts.append((len(seen), len(found)))
    assert counts == [(1, 4), (1, 7)]
