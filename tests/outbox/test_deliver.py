"""An event is tried again when a handler fails, and kept as dead when it always does."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import Person
from app.core import clock
from app.feedback.events import FeedbackAnswered
from app.outbox.deliver import FIRST_RETRY_SECONDS, MAX_ATTEMPTS, Delivery, deliver_waiting
from app.outbox.models import OutboxMessage
from app.outbox.publish import publish
from tests.factories.accounts import make_person

WORDS = "what somebody wrote"


def fail(_session: Session, _delivery: Delivery) -> None:
    raise ValueError(WORDS)


def tell(session: Session) -> str:
    """Publish an event, and return its name."""
    publish(session, FeedbackAnswered(feedback_id=1, version=1, by_id=1))
    session.commit()
    return FeedbackAnswered.NAME


def only_message(session: Session) -> OutboxMessage:
    session.expire_all()
    return session.scalars(select(OutboxMessage)).one()


def test_an_event_that_always_fails_waits_longer_each_time_and_is_dead_in_the_end(session: Session) -> None:
    name = tell(session)
    pauses = []
    with time_machine.travel(clock.now() + timedelta(seconds=1), tick=False) as now:
        for _ in range(MAX_ATTEMPTS):
            assert deliver_waiting(session, {name: [fail]}) == 0
            message = only_message(session)
            pauses.append((message.due_at - clock.now()).total_seconds())
            now.move_to(message.due_at)
        assert (message.is_dead, message.attempts) == (True, MAX_ATTEMPTS)
        assert deliver_waiting(session, {name: [fail]}) == 0
    assert pauses == [FIRST_RETRY_SECONDS * 2**attempt for attempt in range(1, MAX_ATTEMPTS + 1)]
    assert only_message(session).attempts == MAX_ATTEMPTS, "nobody tries a dead event"


def test_it_is_not_dead_before_its_last_attempt(session: Session) -> None:
    name = tell(session)
    with time_machine.travel(clock.now() + timedelta(seconds=1), tick=False) as now:
        for _ in range(MAX_ATTEMPTS - 1):
            deliver_waiting(session, {name: [fail]})
            now.move_to(only_message(session).due_at)
        assert not only_message(session).is_dead
        assert deliver_waiting(session, {name: [lambda _s, _d: None]}) == 1
    assert session.scalars(select(OutboxMessage)).all() == []


def test_what_a_handler_wrote_before_another_failed_is_undone(session: Session) -> None:
    name = tell(session)

    def write(session: Session, _delivery: Delivery) -> None:
        make_person(session, name="Nobody")

    with time_machine.travel(clock.now() + timedelta(seconds=1)):
        deliver_waiting(session, {name: [write, fail]})
    assert session.scalars(select(Person)).all() == []


def test_a_failure_is_told_without_what_people_wrote(session: Session, caplog: pytest.LogCaptureFixture) -> None:
    name = tell(session)
    with time_machine.travel(clock.now() + timedelta(seconds=1)):
        deliver_waiting(session, {name: [fail]})
    assert "ValueError" in caplog.text
    assert WORDS not in caplog.text
