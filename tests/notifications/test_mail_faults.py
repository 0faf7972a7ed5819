"""What reaches people when names are hostile, and when the mail server is down, or refuses one of them."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta
from email import message_from_string, policy

import pytest
import time_machine
from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from app.accounts.models import Person
from app.core.idents import new_id
from app.jobs.models import Job, JobState
from app.mail.models import RefusedMailbox
from app.notifications.models import Notice
from app.notifications.queries.notices import notices_page
from app.notifications.service import NoticeInput, plan_digests, tell
from app.notifications.types import Cadence, SubjectType, Topic
from app.policy.actor import SYSTEM
from tests.conftest import Browser, CountQueries
from tests.mail.sink import Sink
from tests.mail.test_never_twice import sink
from tests.moderation.world import World, make_world
from tests.notifications.conftest import Worker
from tests.notifications.test_pages import readable

__all__ = ["sink"]  # the fixture: a mail server on a real socket

MORNING = datetime(2026, 11, 23, 10, tzinfo=UTC)
HOSTILE = "Ana\r\nBcc: eve@evil.example\r\n\r\n.\r\nMAIL FROM:<eve@evil.example>"


def tell_all(session: Session, world: World, people: list[Person], cause: str = "an answer") -> None:
    """Tell people of an answer."""
    case = readable(session, world, title="O envio falha")
    notice = NoticeInput(cause, "feedback_answered", SubjectType.CONTRIBUTION, case.id, Topic.CONTRIBUTIONS)
    session.commit()
    tell(session, SYSTEM, {person.id for person in people}, notice)


@pytest.fixture
def colleagues(session: Session) -> tuple[World, list[Person]]:
    """Return a world, and five people who may read what is published there."""
    world = make_world(session)
    return world, [world.author, world.colleague, world.manager, world.deputy, world.sponsor]


# --- bad input -------------------------------------------------------------------------------------


@pytest.mark.parametrize("cadence", [Cadence.AT_ONCE, Cadence.DAILY])
def test_a_hostile_name_or_title_adds_no_header_and_no_mail(
    session: Session, worker: Worker, sink: Sink, cadence: Cadence
) -> None:
    world = make_world(session)
    world.author.name = HOSTILE
    with time_machine.travel(MORNING, tick=False):
        case = readable(session, world, title=HOSTILE)
        subject = (SubjectType.CONTRIBUTION, case.id)
        tell(session, SYSTEM, {world.author.id}, NoticeInput("a", "feedback_answered", *subject, Topic.CONTRIBUTIONS))
        if cadence is Cadence.DAILY:
            session.scalars(select(Notice)).one().cadence = cadence
            session.scalars(select(Job)).one().state = JobState.DONE
            session.commit()
            plan_digests(session, SYSTEM)
        worker.work()
    assert sink.recipients == [world.author.email]
    mail = message_from_string(sink.stored[0], policy=policy.default)
    assert mail["Bcc"] is None
    assert mail.get_all("To") == [world.author.email]
    assert "evil" not in str(mail["Subject"])
    assert "eve@evil.example" in str(mail.get_body(("plain",)))


def test_an_address_with_a_line_break_gets_nothing_and_stops_nobody(
    session: Session, worker: Worker, sink: Sink, colleagues: tuple[World, list[Person]]
) -> None:
    world, people = colleagues
    people[0].email = "ana@bank.example\r\nBcc: eve@evil.example"
    tell_all(session, world, people)
    worker.work()
    assert Counter(sink.recipients) == Counter(person.email for person in people[1:])
    assert [job.state for job in session.scalars(select(Job).where(Job.state == JobState.DEAD))] == [JobState.DEAD]


# --- faults ----------------------------------------------------------------------------------------


def test_a_server_down_for_an_hour_loses_and_doubles_nothing(
    session: Session, worker: Worker, sink: Sink, colleagues: tuple[World, list[Person]]
) -> None:
    world, people = colleagues
    with time_machine.travel(MORNING, tick=False) as clock:
        tell_all(session, world, people)
        for minute in range(0, 240, 5):
            sink.mode = "busy" if minute < 60 else "ok"
            clock.move_to(MORNING + timedelta(minutes=minute))
            worker.work()
            assert bool(sink.recipients) <= (minute >= 60)
    assert Counter(sink.recipients) == Counter(person.email for person in people)


def test_a_server_that_refuses_one_address_takes_the_others(
    session: Session, worker: Worker, sink: Sink, colleagues: tuple[World, list[Person]]
) -> None:
    world, people = colleagues
    sink.refused = {people[2].email}
    tell_all(session, world, people)
    worker.work()
    assert Counter(sink.recipients) == Counter(person.email for person in people if person is not people[2])
    assert session.scalars(select(RefusedMailbox.person_id)).all() == [people[2].id]
    tell_all(session, world, people, "another")
    worker.work()
    assert sink.recipients.count(people[2].email) == 0


def test_a_connection_cut_before_the_answer_sends_nobody_two(
    session: Session, worker: Worker, sink: Sink, colleagues: tuple[World, list[Person]]
) -> None:
    world, people = colleagues
    sink.mode = "drop"
    with time_machine.travel(MORNING, tick=False) as clock:
        tell_all(session, world, people)
        for hour in range(9):
            clock.move_to(MORNING + timedelta(hours=hour))
            worker.work()
            sink.mode = "ok"
    assert Counter(sink.recipients) == Counter(person.email for person in people)


# --- many ------------------------------------------------------------------------------------------


def told(person: Person, subject_id: int) -> dict[str, object]:
    """Return the row of a notice about a contribution that is gone."""
    return {
        "id": new_id(), "event_id": new_id(), "person_id": person.id, "kind": "feedback_answered",
        "subject_type": SubjectType.CONTRIBUTION, "subject_id": subject_id, "params": {}, "created_at": MORNING,
        "is_mailed": True, "cadence": Cadence.AT_ONCE,
    }  # fmt: skip


@pytest.mark.slow
def test_a_hundred_thousand_notices_are_one_page(session: Session, browser: Browser, queries: CountQueries) -> None:
    world = make_world(session)
    taken = []
    for _ in range(2):
        session.execute(insert(Notice), [told(world.author, number + 1) for number in range(50_000)])
        client = browser.as_(world.author)
        with queries() as statements:
            assert client.get("/notifications").status_code == 200
        taken.append(len(statements))
        assert len(notices_page(session, world.actor(world.author)).rows) == 30
    assert taken[0] == taken[1]
