"""Who can answer is warned once, when work starts on the working day before the promised one."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core import clock
from app.entities.models import Entity
from app.feedback.models import Feedback
from app.notifications.jobs import tell_due
from app.notifications.models import Notice
from app.notifications.queries.due import answers_due, holders_who_answer
from app.policy.actor import SYSTEM, Role
from tests.conftest import Browser, CountQueries
from tests.factories.accounts import make_entity, make_mandate, make_person
from tests.factories.campaigns import make_edition
from tests.factories.feedback import make_feedback
from tests.notifications.conftest import Worker

MONDAY = date(2026, 11, 30)
LONG_AGO = date(2026, 9, 1)  # the mandates hold on the days below, whenever the tests run
FRIDAY_NINE = datetime(2026, 11, 27, 9, tzinfo=UTC)


def owe(session: Session, entity: Entity, *, due_on: date = MONDAY, untraceable: bool = False) -> Feedback:
    author = None if untraceable else make_person(session, entity=entity)
    feedback = make_feedback(session, edition=make_edition(session, entity=entity), author=author)
    feedback.due_on = due_on
    session.flush()
    return feedback


@pytest.mark.parametrize(
    ("calendar", "warned_at"),
    [
        (("Europe/Lisbon", ()), FRIDAY_NINE),
        (("Europe/Lisbon", ("2026-11-27",)), FRIDAY_NINE - timedelta(days=1)),
        (("Pacific/Kiritimati", ()), FRIDAY_NINE - timedelta(hours=14)),
    ],
)
def test_managers_are_warned_once_on_the_working_day_before(
    session: Session, worker: Worker, browser: Browser, calendar: tuple[str, tuple[str, ...]], warned_at: datetime
) -> None:
    entity = make_entity(session, time_zone=calendar[0], holidays=calendar[1])
    manager, ambassador, central = (make_person(session, entity=entity) for _ in range(3))
    make_mandate(session, starts_on=LONG_AGO, person=manager, role=Role.COMMUNITY_MANAGER, entity=entity)
    make_mandate(session, starts_on=LONG_AGO, person=ambassador, role=Role.AMBASSADOR, entity=entity, languages=("en",))
    make_mandate(session, starts_on=LONG_AGO, person=central, role=Role.CENTRAL_TEAM)
    owe(session, entity)
    owe(session, entity, untraceable=True)
    with time_machine.travel(warned_at - timedelta(minutes=1), tick=False):
        tell_due(session, clock.now())
        assert worker.work() == []
    for minutes in (0, 60):
        with time_machine.travel(warned_at + timedelta(minutes=minutes), tick=False):
            tell_due(session, clock.now())
            mails = worker.work()
            assert [mail.to for mail in mails] == ([manager.email] if minutes == 0 else [])  # one for both
    notices = session.scalars(select(Notice)).all()
    assert {notice.person_id for notice in notices} == {manager.id}
    assert len(notices) == 2
    assert {notice.created_at.hour for notice in notices} == {0}
    assert (
        "An answer is promised by 30\N{NO-BREAK SPACE}November\N{NO-BREAK SPACE}2026."
        in browser.as_(manager).get("/notifications").text
    )


def test_without_a_manager_the_central_team_is_warned_and_nobody_of_their_own(session: Session, worker: Worker) -> None:
    entity = make_entity(session)
    central = make_person(session)
    make_mandate(session, starts_on=LONG_AGO, person=central, role=Role.CENTRAL_TEAM)
    feedback = owe(session, entity)
    assert feedback.author_id is not None
    make_mandate(
        session,
        starts_on=LONG_AGO,
        person=session.get_one(type(central), feedback.author_id),
        role=Role.COMMUNITY_MANAGER,
        entity=entity,
    )
    with time_machine.travel(FRIDAY_NINE, tick=False):
        tell_due(session, clock.now())
        assert [mail.to for mail in worker.work()] == [central.email]


@pytest.mark.parametrize("change", ["answered", "imported", "late", "later"])
def test_nobody_is_warned_of_what_is_not_due(session: Session, worker: Worker, change: str) -> None:
    entity = make_entity(session)
    manager = make_person(session, entity=entity)
    make_mandate(session, starts_on=LONG_AGO, person=manager, role=Role.COMMUNITY_MANAGER, entity=entity)
    feedback = owe(session, entity)
    match change:
        case "answered":
            feedback.answered_at = clock.now()
        case "imported":
            feedback.source_key = "csv:1"
        case "late":
            feedback.due_on = date(2026, 11, 26)
        case _:
            feedback.due_on = date(2026, 12, 1)
    session.flush()
    with time_machine.travel(FRIDAY_NINE, tick=False):
        tell_due(session, clock.now())
        assert worker.work() == []
    assert session.scalars(select(Notice)).all() == []


def test_an_answer_written_before_the_mail_left_stops_it(session: Session, worker: Worker) -> None:
    entity = make_entity(session)
    make_mandate(
        session,
        starts_on=LONG_AGO,
        person=make_person(session, entity=entity),
        role=Role.COMMUNITY_MANAGER,
        entity=entity,
    )
    feedback = owe(session, entity)
    with time_machine.travel(FRIDAY_NINE, tick=False):
        tell_due(session, clock.now())
        feedback.answered_at = clock.now()
        session.flush()
        assert worker.work() == []


def test_what_is_due_is_read_in_two_statements(session: Session, queries: CountQueries) -> None:
    entity, counted = make_entity(session), []
    with time_machine.travel(FRIDAY_NINE, tick=False):
        for number in (2, 4):
            for _ in range(number):
                owe(session, entity)
            with queries() as seen:
                due = answers_due(session, SYSTEM)
                holders = holders_who_answer(session, SYSTEM, frozenset(each.entity_id for each in due))
                assert [each.answered_by(holders) for each in due] == [frozenset()] * len(due)
            counted.append((len(due), len(seen)))
    assert counted == [(2, 2), (6, 2)]
