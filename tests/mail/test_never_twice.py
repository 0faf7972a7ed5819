"""No mail is sent twice, whatever the mail server does and wherever the worker is killed; none that can be is lost."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta
from functools import partial
from pathlib import Path
from threading import Event
from typing import NamedTuple

import pytest
import time_machine
from flask import Flask
from sqlalchemy import Engine, func, select, update
from sqlalchemy.orm import Session

from app.accounts.models import Person
from app.core import clock
from app.jobs.models import Job, JobState
from app.mail import sender as senders
from app.mail.allowance import FOR_DIGESTS, MAILS_A_WEEK, mails_left
from app.mail.deliver import Envelope, deliver
from app.mail.ledger import (
    HandedOverBefore,
    begin_mail,
    forget_old_mails,
    hand_over,
    has_refused,
)
from app.mail.models import Mail, RefusedMailbox
from app.mail.sender import MailRefused, MailUnavailable, make_sender
from app.mail.types import MailFate, MailState, Purpose
from app.notifications.service import NoticeInput, tell
from app.notifications.types import SubjectType, Topic
from app.policy.actor import SYSTEM
from config import Settings
from tests.conftest import SECRET
from tests.factories.accounts import make_entity, make_person
from tests.factories.campaigns import make_campaign, make_edition
from tests.mail.sink import Sink, running_sink
from tests.parallel import together

MANY = int(os.environ.get("PEPITE_MAILS", "40"))  # how many are sent while the worker is killed


@pytest.fixture
def sink(app: Flask, settings: Settings) -> Iterator[Sink]:
    """Yield a mail server, to which the application's mails go."""
    with running_sink() as sink:
        port = sink.server_address[1]
        app.extensions["mail_sender"] = make_sender(
            Settings(secret_key=settings.secret_key, mail_backend="smtp", smtp_port=port)
        )
        yield sink


def write(
    app: Flask, session: Session, person: Person, number: int = 1, purpose: Purpose = Purpose.NEWS
) -> MailFate | type[Exception]:
    """Send one mail; return its fate, or the class of the failure."""
    envelope = Envelope(("test", number), person.id, person.email, "en", purpose)
    with app.app_context():
        try:
            return deliver(session, "accounts/mail/lock_out.html", envelope, name=person.name, url="http://x.test")
        except (MailUnavailable, MailRefused) as error:
            return type(error)


def states(session: Session) -> list[MailState]:
    return list(session.scalars(select(Mail.state)))


class Course(NamedTuple):
    """What the mail server does, and what becomes of a mail and of a second attempt once it is well again."""

    mode: str
    first: object
    state: MailState
    stored: int  # in the end


COURSES = [
    Course("busy", MailUnavailable, MailState.PLANNED, 1),
    Course("later", MailUnavailable, MailState.PLANNED, 1),
    Course("later_whole", MailUnavailable, MailState.PLANNED, 2),  # it said no to the first, which it looked at
    Course("drop", MailFate.SENT, MailState.HANDED_OVER, 1),  # after the last line, without an answer
    Course("unknown", MailRefused, MailState.REFUSED, 0),
    Course("full", MailRefused, MailState.REFUSED, 1),
    Course("ok", MailFate.SENT, MailState.SENT, 1),
]


@pytest.mark.parametrize("course", COURSES, ids=lambda course: course.mode)
def test_what_becomes_of_a_mail_and_of_a_second_attempt(
    app: Flask, session: Session, sink: Sink, course: Course
) -> None:
    person = make_person(session)
    session.commit()
    sink.mode = course.mode
    assert write(app, session, person) is course.first
    assert states(session) == [course.state]
    sink.mode = "ok"
    second = write(app, session, person)
    assert second is (MailFate.REFUSED if course.state is MailState.REFUSED else MailFate.SENT)
    assert len(sink.stored) == course.stored


def test_a_slow_server_is_not_asked_twice(
    app: Flask, session: Session, sink: Sink, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(senders, "LAST_ANSWER_SECONDS", 0.05)
    taken, answered = Event(), Event()

    def hold(where: str) -> None:
        if where == ".":
            taken.set()
            answered.wait(60)

    sink.hold = hold
    person = make_person(session)
    session.commit()
    assert write(app, session, person) is MailFate.SENT
    assert taken.wait(60)
    answered.set()
    assert write(app, session, person) is MailFate.SENT
    assert (len(sink.stored), states(session)) == (1, [MailState.HANDED_OVER])


def test_a_line_that_is_one_dot_ends_no_mail(app: Flask, session: Session, sink: Sink) -> None:
    person = make_person(session, name=".")
    session.commit()
    envelope = Envelope(("test", 1), person.id, person.email, "en", Purpose.ACCOUNT)
    with app.app_context():
        deliver(session, "accounts/mail/lock_out.html", envelope, name="Ana\n.\n..\n.RCPT", url="http://x.test")
    assert len(sink.stored) == 1
    assert "\n.\r\n..\r\n.RCPT" in sink.stored[0]


def test_a_refused_address_is_noted_until_a_mail_reaches_it(app: Flask, session: Session, sink: Sink) -> None:
    person = make_person(session)
    session.commit()
    sink.refused = {person.email}
    assert write(app, session, person) is MailRefused
    assert has_refused(session, person.id, person.email.upper())
    assert not has_refused(session, person.id, "another@bank.example")
    assert write(app, session, person, 2) is MailFate.REFUSED  # not tried
    assert write(app, session, person, 3, Purpose.ACCOUNT) is MailRefused  # tried all the same
    sink.refused = set()
    with time_machine.travel(clock.now() + timedelta(days=8)):
        assert not has_refused(session, person.id, person.email)
        assert write(app, session, person, 4) is MailFate.SENT
    assert session.scalars(select(RefusedMailbox)).all() == []


# --- the week's allowance --------------------------------------------------------------------------


def test_the_week_of_a_person_is_full_at_some_point_whoever_writes(app: Flask, session: Session, sink: Sink) -> None:
    person, other = make_person(session), make_person(session)
    session.commit()
    with time_machine.travel("2026-11-22T12:00:00Z"):  # a Sunday
        assert mails_left(session, [person.id]) == {person.id: MAILS_A_WEEK - FOR_DIGESTS}
        for number in range(MAILS_A_WEEK - FOR_DIGESTS):
            assert write(app, session, person, number) is MailFate.SENT
        assert write(app, session, person, 50) is MailFate.OVER_ALLOWANCE
        assert write(app, session, person, 0) is MailFate.SENT  # the same mail as before
        assert write(app, session, person, 51, Purpose.DIGEST) is MailFate.SENT
        assert write(app, session, person, 52, Purpose.DIGEST) is MailFate.OVER_ALLOWANCE
        assert write(app, session, person, 53, Purpose.ACCOUNT) is MailFate.SENT
        assert mails_left(session, [person.id, other.id])[other.id] == MAILS_A_WEEK - FOR_DIGESTS
    with time_machine.travel("2026-11-23T00:00:01Z"):  # Monday
        assert write(app, session, person, 50) is MailFate.SENT
    assert len(sink.stored) == MAILS_A_WEEK + 2


@pytest.mark.usefixtures("sink")
def test_the_book_forgets_after_three_months(app: Flask, session: Session) -> None:
    person = make_person(session)
    session.commit()
    with time_machine.travel(clock.now() - timedelta(days=91)):
        write(app, session, person, 1)
    write(app, session, person, 2)
    assert forget_old_mails(session) == 1
    assert session.scalars(select(Mail.cause)).all() == ["test.2"]


# --- at the same moment ----------------------------------------------------------------------------


def test_of_two_attempts_at_once_one_hands_the_mail_over(shared: Engine) -> None:
    with Session(shared, expire_on_commit=False) as session:
        person = make_person(session)
        session.commit()
        begin_mail(session, "test.1", person.id, person.email, Purpose.NEWS)
    handed: list[int] = []

    def attempt(session: Session) -> None:
        with suppress(HandedOverBefore):
            hand_over(session, "test.1")
            handed.append(1)

    together(shared, [attempt] * 4)
    assert handed == [1]


def test_two_mails_at_once_do_not_both_take_the_last_place(shared: Engine) -> None:
    most = MAILS_A_WEEK - FOR_DIGESTS
    with Session(shared, expire_on_commit=False) as session:
        person = make_person(session)
        session.commit()
        for number in range(most - 1):
            begin_mail(session, f"test.{number}", person.id, person.email, Purpose.NEWS)
    fates: list[MailFate | None] = []

    def begin(number: int, session: Session) -> None:
        fates.append(begin_mail(session, f"late.{number}", person.id, person.email, Purpose.NEWS))

    together(shared, [partial(begin, number) for number in range(4)])
    assert sorted(fates, key=str) == [None, *[MailFate.OVER_ALLOWANCE] * 3]


# --- killed in the middle --------------------------------------------------------------------------

WORKER = """
import sys
from pathlib import Path
from sqlalchemy.orm import sessionmaker
from app import create_app
from app.jobs.run import run_due
from app.registry import JOBS
from app.web.database import engine_of
from config import Settings

url, folder, port, secret = sys.argv[1:]
app = create_app(Settings(secret_key=secret, data_dir=Path(folder), database_url=url, base_url="http://localhost",
                          mail_backend="smtp", smtp_port=int(port), testing=True, quiet_hours=False,
                          run_worker=False))
with app.app_context():
    while run_due(sessionmaker(engine_of(app), expire_on_commit=False), JOBS):
        pass
"""


class _Killer:
    """Kills the worker while the mail server holds its answer at the given number of stored mails."""

    def __init__(self, sink: Sink, at: int, where: str) -> None:
        self._sink, self._at, self._where = sink, at, where
        self._held, self._released = Event(), Event()
        sink.hold = self._hold

    def _hold(self, where: str) -> None:
        if where == self._where and len(self._sink.stored) == self._at and not self._released.is_set():
            self._held.set()
            self._released.wait(600)

    def kill(self, worker: subprocess.Popen[bytes]) -> None:
        assert self._held.wait(600)
        os.kill(worker.pid, signal.SIGKILL)
        worker.wait()
        self._released.set()


@pytest.mark.slow
def test_killed_in_the_middle_of_many_mails_everybody_gets_exactly_one(shared: Engine, tmp_path: Path) -> None:
    with Session(shared, expire_on_commit=False) as session:
        entity = make_entity(session)
        edition = make_edition(session, campaign=make_campaign(session), entity=entity)
        people = [make_person(session, entity=entity) for _ in range(MANY)]
        session.commit()
        addresses = {person.email for person in people}
        notice = NoticeInput("opened", "edition_opened", SubjectType.EDITION, edition.id, Topic.CAMPAIGNS)
        tell(session, SYSTEM, {person.id for person in people}, notice)
        session.execute(update(Job).values(run_at=clock.now()))
        session.commit()
    url = shared.url.render_as_string(hide_password=False)
    with running_sink() as sink, Session(shared) as session:
        command = [sys.executable, "-c", WORKER, url, str(tmp_path), str(sink.server_address[1]), SECRET]
        for at, where in ((MANY // 5, "RCPT"), (MANY // 2, ".")):  # before the mail was whole, and after
            killer = _Killer(sink, at, where)
            with subprocess.Popen(command) as worker:
                killer.kill(worker)
            lost = update(Job).where(Job.lease_until.is_not(None))  # a minute later, the sweep finds it
            session.execute(lost.values(state=JobState.QUEUED, lease_until=None))
            session.commit()
        subprocess.run(command, check=True, timeout=600)
        assert Counter(sink.recipients) == Counter(addresses)
        assert session.scalar(select(func.count()).select_from(Mail).where(Mail.state == MailState.SENT)) == MANY - 1
        assert session.scalar(select(func.count()).select_from(Job).where(Job.state != JobState.DONE)) == 0
