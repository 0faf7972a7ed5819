"""What is told, stored and logged about a contribution nobody can trace."""

from __future__ import annotations

import json
import logging
from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest
import time_machine
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core import clock
from app.db.base import Base
from app.feedback.models import Comment, Feedback
from app.jobs.models import Job
from app.journal.models import JournalEntry
from app.moderation.models import ModerationDecision
from app.moderation.service import hide_case, publish_case, send_back_case
from app.notifications.jobs import tell_waiting
from app.notifications.models import Notice
from tests.moderation.world import World, make_world
from tests.notifications.conftest import Worker

NOON = datetime(2026, 3, 4, 12, 34, 56, tzinfo=UTC)


def notices(session: Session) -> list[Notice]:
    return list(session.scalars(select(Notice).where(Notice.kind == "feedback_waiting")))


def test_no_notice_follows_at_once_and_the_hour_s_is_dated_by_the_day(session: Session, worker: Worker) -> None:
    with time_machine.travel(NOON):
        world = make_world(session)
        world.send(session, identity="untraceable")
        assert worker.work() == []
        assert notices(session) == []
        tell_waiting(session, clock.now())
        made = notices(session)
        assert {notice.person_id for notice in made} == {world.manager.id, world.deputy.id}
        assert {notice.created_at for notice in made} == {datetime.combine(NOON.date(), time.min, tzinfo=UTC)}
        assert {job.run_at.time() for job in session.scalars(select(Job))} == {time.min}


def test_the_hour_s_work_done_twice_tells_once(session: Session, worker: Worker) -> None:
    world = make_world(session)
    world.send(session, identity="untraceable")
    for _ in range(2):
        tell_waiting(session, clock.now())
        session.expire_all()
    assert len(notices(session)) == 2
    assert len(worker.work()) == 2
    tell_waiting(session, clock.now() + timedelta(hours=1))
    assert (len(notices(session)), worker.work()) == (2, [])


def test_a_person_gets_one_mail_for_all_that_came_in(session: Session, worker: Worker) -> None:
    world = make_world(session)
    for number in range(3):
        world.send(session, identity="untraceable", title=f"Title {number}")
    worker.work()
    tell_waiting(session, clock.now())
    assert len(notices(session)) == 6
    assert sorted(mail.to for mail in worker.work()) == sorted([world.manager.email, world.deputy.email])


def test_it_is_told_again_once_it_returns_with_a_reply(session: Session) -> None:
    world = make_world(session)
    case = world.send(session, identity="untraceable")
    tell_waiting(session, clock.now())
    send_back_case(session, world.actor(world.manager), case.id, case.version, "Which phone?")
    tell_waiting(session, clock.now())
    assert len(notices(session)) == 2
    case.state, case.version, case.waiting_since = case.state.WAITING, case.version + 1, case.created_at
    session.commit()
    tell_waiting(session, clock.now())
    assert len(notices(session)) == 4


def test_what_was_decided_is_not_told(session: Session) -> None:
    world = make_world(session)
    case = world.send(session, identity="untraceable")
    publish_case(session, world.actor(world.manager), case.id, case.version)
    tell_waiting(session, clock.now())
    assert notices(session) == []


def test_the_author_is_told_like_any_moderator_or_their_silence_would_tell(session: Session) -> None:
    world = make_world(session)
    words = {"title": "O envio falha", "body": "A segunda fotografia mostra uma barra cinzenta."}
    world.send(session, world.ambassador, identity="untraceable", **words)
    tell_waiting(session, clock.now())
    assert {notice.person_id for notice in notices(session)} == {
        world.manager.id, world.deputy.id, world.ambassador.id,
    }  # fmt: skip


# --- who reads every table cannot find the author -----------------------------------------------------


def rows_of(session: Session) -> list[tuple[str, dict[str, Any]]]:
    """Return every row of every table, with the table's name."""
    return [
        (table.name, dict(row))
        for table in Base.metadata.sorted_tables
        for row in session.execute(table.select()).mappings()
    ]


def moderated(session: Session, world: World, worker: Worker) -> list[Feedback]:
    """Let testers send untraceable contributions at known minutes, and moderators decide on them."""
    cases = []
    manager = world.actor(world.manager)
    acts = (
        lambda case: publish_case(session, manager, case.id, case.version),
        lambda case: hide_case(session, manager, case.id, case.version, "It shows an account."),
        lambda case: send_back_case(session, manager, case.id, case.version, "Which phone?"),
    )
    for number in range(6):
        with time_machine.travel(NOON + timedelta(minutes=11 * number)):
            cases.append(world.send(session, world.colleague, identity="untraceable", title=f"Title {number}"))
            worker.work()
    with time_machine.travel(NOON + timedelta(hours=3)):
        tell_waiting(session, clock.now())
        worker.work()
        for number, case in enumerate(cases):
            acts[number % 3](case)
        worker.work()
    return cases


def test_no_row_that_names_the_contribution_names_its_author_or_its_minute(
    session: Session, worker: Worker, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    with time_machine.travel(NOON - timedelta(hours=1)):
        world = make_world(session)
    cases = moderated(session, world, worker)
    ids = {str(case.id) for case in cases}
    session.expire_all()
    for table, row in rows_of(session):
        text = json.dumps(row, default=str)
        if not any(each in text for each in ids):
            continue
        assert str(world.colleague.id) not in text, table
        for value in row.values():
            if isinstance(value, datetime) and value.time() != time.min:
                # The only instants are those of moderators' own acts, hours later.
                assert value >= NOON + timedelta(hours=3), (table, value)
    assert not any(each in caplog.text for each in ids)
    assert str(world.colleague.id) not in caplog.text


def test_the_journal_names_the_moderator_and_never_the_author(session: Session, worker: Worker) -> None:
    with time_machine.travel(NOON - timedelta(hours=1)):
        world = make_world(session)
    cases = moderated(session, world, worker)
    entries = session.scalars(select(JournalEntry).where(JournalEntry.object_id.in_([case.id for case in cases]))).all()
    assert {entry.actor_id for entry in entries} == {world.manager.id}
    assert len(entries) == len(cases)
    assert {decision.by_id for decision in session.scalars(select(ModerationDecision))} == {world.manager.id}
    assert {comment.author_id for comment in session.scalars(select(Comment))} == {world.manager.id}
