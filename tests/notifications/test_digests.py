"""Digests: who gets one, when, and what it brings; and the hours at which mails leave."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import Engine, func, select, update
from sqlalchemy.orm import Session

from app.accounts.models import Person
from app.accounts.types import PersonStatus
from app.core.errors import Forbidden
from app.feedback.models import Feedback
from app.feedback.types import State
from app.i18n.locale import direction_of
from app.jobs.models import Job, JobState
from app.jobs.run import Task
from app.mail.allowance import FOR_DIGESTS, MAILS_A_WEEK
from app.mail.message import Message
from app.mail.sender import MailUnavailable
from app.notifications.jobs import mail_digest, mail_notice
from app.notifications.models import MailMute, Notice
from app.notifications.service import (
    DIGEST_JOB,
    MAIL_JOB,
    NoticeInput,
    end_digest,
    forget_notices,
    plan_digests,
    tell,
)
from app.notifications.types import Cadence, SubjectType, Topic
from app.policy.actor import SYSTEM
from config import LOCALES
from tests.conftest import CountQueries
from tests.factories.accounts import make_entity, make_person
from tests.factories.feedback import make_feedback
from tests.moderation.world import World, make_world
from tests.notifications.conftest import Worker
from tests.notifications.test_pages import give, readable
from tests.notifications.test_wishes import mails_to, stop_address, want
from tests.parallel import together
from tests.refusals import refused

MONDAY = datetime(2026, 11, 23, 10, 30, tzinfo=UTC)  # half past ten in Lisbon
DAY = timedelta(days=1)


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """Let it be another moment."""
    with time_machine.travel(moment, tick=False):
        yield


def wait(session: Session, world: World, cadence: Cadence = Cadence.DAILY, *, hours: int = 1, **words: str) -> Feedback:
    """Tell the author something that waits for a digest since so many hours."""
    case = readable(session, world, **words)
    notice = give(session, world.author, case, hours=hours)
    notice.cadence = cadence
    session.commit()
    return case


def digests(session: Session, worker: Worker, moment: datetime) -> list[Message]:
    """Plan and send the digests of a moment."""
    with at(moment):
        plan_digests(session, SYSTEM)
        return worker.work()


def left(session: Session) -> int:
    """Return how many notices still wait for a digest."""
    waits = Notice.cadence.in_([Cadence.DAILY, Cadence.WEEKLY]) & Notice.is_mailed.is_(False)
    return session.scalar(select(func.count(Notice.id)).where(waits)) or 0


# --- what it brings --------------------------------------------------------------------------------


def test_a_digest_brings_together_what_was_told(session: Session, worker: Worker) -> None:
    world = make_world(session)
    with at(MONDAY):
        case = wait(session, world, title="O envio falha", language="pt")
        notice = give(session, world.author, case, "feedback_handled")
        notice.cadence = Cadence.DAILY
        wait(session, world, title="The fee is hidden")
    (mail,) = digests(session, worker, MONDAY)
    assert mail.to == world.author.email
    assert " ".join(mail.subject.split()) == "What is new for you on Pépite, 23 November 2026"
    assert mail.text.count("O envio falha") == 1
    assert mail.text.splitlines().count("O envio falha") == 1, "a title stands on a line of its own"
    assert re.search(r'<h2[^>]* lang="pt"[^>]*>O envio falha<', mail.html)
    for words in (
        "The team has answered",
        "has a new status: Selected.",
        "The fee is hidden",
        "http://localhost/feedback/",
    ):
        assert words in mail.text
        assert words in mail.html
    assert mail.headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert ".all." in stop_address(mail)
    assert left(session) == 0
    assert digests(session, worker, MONDAY + DAY) == []


@pytest.mark.parametrize("locale", LOCALES[1:])
def test_it_speaks_its_readers_language(session: Session, worker: Worker, locale: str) -> None:
    world = make_world(session)
    world.author.locale = locale
    with at(MONDAY):
        wait(session, world, title="O envio falha", language="pt")
    (mail,) = digests(session, worker, MONDAY)
    assert mail.locale == locale
    assert f'<html lang="{locale}" dir="{direction_of(locale)}"' in mail.html
    assert "What is new" not in mail.subject
    assert "The team has answered" not in mail.text


def test_nothing_is_brought_that_its_reader_may_not_read(session: Session, worker: Worker) -> None:
    world = make_world(session)
    with at(MONDAY):
        hidden = make_feedback(session, edition=world.edition, author=world.colleague, title="Now it is hidden")
        notice = give(session, world.author, hidden)
        notice.cadence, hidden.state = Cadence.DAILY, State.HIDDEN
        session.commit()
        assert digests(session, worker, MONDAY) == []
        assert left(session) == 0
        wait(session, world, title="The fee is hidden")
    (mail,) = digests(session, worker, MONDAY + DAY)
    assert "Now it is hidden" not in mail.html


@pytest.mark.parametrize("change", ["read", "muted", "campaign", "stopped", "closed"])
def test_nothing_new_is_no_mail(session: Session, worker: Worker, change: str) -> None:
    world = make_world(session)
    with at(MONDAY):
        case = wait(session, world)
        plan_digests(session, SYSTEM)
        if change == "read":
            session.execute(update(Notice).values(read_at=MONDAY))
        elif change == "muted":
            session.add(MailMute(person_id=world.author.id, subject_type=SubjectType.CONTRIBUTION, subject_id=case.id))
        elif change == "campaign":
            session.add(
                MailMute(person_id=world.author.id, subject_type=SubjectType.CAMPAIGN, subject_id=world.campaign.id)
            )
        elif change == "stopped":
            want(session, world, world.author, Topic.CONTRIBUTIONS, Cadence.NEVER)
        else:
            world.author.status = PersonStatus.DISABLED
        session.commit()
        assert worker.work() == []


def test_a_long_one_names_the_latest_and_says_that_there_is_more(session: Session, worker: Worker) -> None:
    world = make_world(session)
    with at(MONDAY):
        for number in range(102):
            wait(session, world, title=f"Number {number}.", hours=number)
    (mail,) = digests(session, worker, MONDAY)
    assert "Number 99." in mail.text
    assert "There is more on the page of your notifications." in mail.text.splitlines()
    assert "Number 100." not in mail.text
    assert "There is more on the page of your notifications." in mail.html
    assert left(session) == 0


@pytest.mark.parametrize("count", [3, 6])
def test_its_statements_do_not_grow(session: Session, worker: Worker, queries: CountQueries, count: int) -> None:
    world = make_world(session)
    with at(MONDAY):
        for _ in range(count):
            wait(session, world)
        with queries() as planning:
            assert plan_digests(session, SYSTEM) == 1
        payload = session.scalars(select(Job.payload).where(Job.name == DIGEST_JOB)).one()
        with queries() as sending, worker.context():
            mail_digest(session, Task(1, DIGEST_JOB, payload, 1))
    assert len(worker.mails) == 1
    assert (len(planning), len(sending)) == (5, 17)


# --- once ------------------------------------------------------------------------------------------


def test_a_digest_sent_twice_is_one_mail(session: Session, worker: Worker) -> None:
    world = make_world(session)
    with at(MONDAY):
        wait(session, world)
        assert (plan_digests(session, SYSTEM), plan_digests(session, SYSTEM)) == (1, 0)
        task = Task(1, DIGEST_JOB, session.scalars(select(Job.payload)).one(), 1)
        with worker.context():
            mail_digest(session, task)
            mail_digest(session, task)
        wait(session, world, title="Told since")
        assert plan_digests(session, SYSTEM) == 0  # tomorrow
    assert len(worker.mails) == 1
    (mail,) = digests(session, worker, MONDAY + DAY)
    assert "Told since" in mail.text


def test_two_workers_that_plan_at_once_bring_each_thing_once(shared: Engine) -> None:
    with time_machine.travel(MONDAY, tick=True):
        with Session(shared, expire_on_commit=False) as session:
            world = make_world(session)
            wait(session, world)
        together(shared, [lambda session: plan_digests(session, SYSTEM)] * 2)
        with Session(shared) as session:
            days = session.scalars(select(Notice.digest_on).where(Notice.person_id == world.author.id)).all()
    assert days == [MONDAY.date()]


def test_what_could_not_be_sent_comes_on_the_next_day(session: Session, worker: Worker) -> None:
    world = make_world(session)
    with at(MONDAY):
        wait(session, world)
    sender = worker.break_mail(MailUnavailable("no"))
    assert digests(session, worker, MONDAY) == []
    session.execute(update(Job).values(state=JobState.DEAD))
    session.commit()
    worker.mend_mail(sender)
    assert len(digests(session, worker, MONDAY + DAY)) == 1


def test_only_the_system_plans(session: Session) -> None:
    world = make_world(session)
    for act in (plan_digests, forget_notices):
        with refused(session, Forbidden):
            act(session, world.actor(world.author))
    with refused(session, Forbidden):
        end_digest(session, world.actor(world.author), world.author.id, date(2026, 11, 23), ())


# --- the week's allowance --------------------------------------------------------------------------


def test_what_is_over_the_allowance_comes_with_the_next_digest(session: Session, worker: Worker) -> None:
    world = make_world(session)
    with at(MONDAY):
        for number in range(MAILS_A_WEEK + 3):
            case = readable(session, world, title=f"Number {number}.")
            subject = (SubjectType.CONTRIBUTION, case.id)
            notice = NoticeInput(f"cause {number}", "feedback_answered", *subject, Topic.CONTRIBUTIONS)
            tell(session, SYSTEM, {world.author.id}, notice)
        mails = mails_to(worker.work(), world.author)
        mails += mails_to(worker.work(), world.author)
    assert len(mails) == MAILS_A_WEEK - FOR_DIGESTS
    assert left(session) == 3 + FOR_DIGESTS
    (mail,) = mails_to(digests(session, worker, MONDAY + DAY), world.author)
    missing = [number for number in range(MAILS_A_WEEK + 3) if not any(f"Number {number}." in m.text for m in mails)]
    assert all(f"Number {number}." in mail.text for number in missing)
    with at(MONDAY + DAY):
        wait(session, world, title="One too many")
    assert mails_to(digests(session, worker, MONDAY + 2 * DAY), world.author) == []  # ten: next week
    assert len(mails_to(digests(session, worker, MONDAY + 7 * DAY), world.author)) == 1


# --- days and hours --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("moment", "number"),
    [
        (datetime(2026, 11, 20, 10, tzinfo=UTC), 0),  # Friday: it was told this week
        (datetime(2026, 11, 21, 10, tzinfo=UTC), 0),  # Saturday
        (datetime(2026, 11, 23, 8, 59, tzinfo=UTC), 0),  # Monday, before work
        (datetime(2026, 11, 23, 9, tzinfo=UTC), 1),
        (datetime(2026, 11, 24, 9, tzinfo=UTC), 1),  # nobody worked on it on Monday
        (datetime(2026, 11, 23, 18, tzinfo=UTC), 0),  # after work
    ],
)
def test_the_weekly_one_comes_as_the_week_begins(
    session: Session, worker: Worker, moment: datetime, number: int
) -> None:
    world = make_world(session)
    with at(datetime(2026, 11, 19, 12, tzinfo=UTC)):
        wait(session, world, Cadence.WEEKLY)
    assert len(digests(session, worker, moment)) == number


def test_the_weekly_one_begins_after_a_holiday_and_takes_no_more_in_the_week(session: Session, worker: Worker) -> None:
    world = make_world(session)
    world.entity.holidays = ["2026-11-23"]
    with at(datetime(2026, 11, 19, 12, tzinfo=UTC)):
        wait(session, world, Cadence.WEEKLY)
    assert digests(session, worker, MONDAY) == []
    assert len(digests(session, worker, MONDAY + DAY)) == 1
    with at(MONDAY + DAY):
        wait(session, world, Cadence.WEEKLY)
    assert digests(session, worker, MONDAY + 2 * DAY) == []
    assert len(digests(session, worker, MONDAY + 7 * DAY)) == 1


@pytest.mark.parametrize(
    ("time_zone", "before", "from_here"),
    [
        ("Pacific/Kiritimati", datetime(2026, 11, 22, 18, 59, tzinfo=UTC), datetime(2026, 11, 22, 19, tzinfo=UTC)),
        ("Europe/Berlin", datetime(2026, 10, 23, 6, 59, tzinfo=UTC), datetime(2026, 10, 23, 7, tzinfo=UTC)),
        ("Europe/Berlin", datetime(2026, 10, 26, 7, 59, tzinfo=UTC), datetime(2026, 10, 26, 8, tzinfo=UTC)),
        ("Europe/Berlin", datetime(2026, 3, 30, 6, 59, tzinfo=UTC), datetime(2026, 3, 30, 7, tzinfo=UTC)),
    ],
)  # fmt: skip
def test_it_leaves_on_the_clock_of_its_readers_entity(
    session: Session, worker: Worker, time_zone: str, before: datetime, from_here: datetime
) -> None:
    world = make_world(session)
    world.entity.time_zone = time_zone
    with at(before - DAY * 4):
        wait(session, world)
    assert digests(session, worker, before) == []
    assert len(digests(session, worker, from_here)) == 1


# --- quiet hours of the other mails ----------------------------------------------------------------


@pytest.fixture
def quiet(app: Flask) -> None:
    """Let mails leave within working hours only."""
    app.extensions["settings"] = replace(app.extensions["settings"], quiet_hours=True)


def held_until(session: Session, worker: Worker, person: Person) -> datetime | None:
    """Try to mail the person's notice; return when it is tried again, ``None``: it was mailed."""
    notice = session.scalars(select(Notice).where(Notice.person_id == person.id)).one()
    session.execute(update(Job).values(state=JobState.DONE))
    session.commit()
    with worker.context():
        mail_notice(session, Task(1, MAIL_JOB, {"notice_id": notice.id}, 1))
    return session.scalar(select(Job.run_at).where(Job.name == MAIL_JOB, Job.state == JobState.QUEUED))


@pytest.mark.usefixtures("quiet")
@pytest.mark.parametrize(
    ("calendar", "moment", "opening"),
    [
        (("Europe/Lisbon", []), MONDAY, None),
        (("Europe/Lisbon", []), datetime(2026, 11, 23, 7, tzinfo=UTC), datetime(2026, 11, 23, 9, tzinfo=UTC)),
        (("Europe/Lisbon", []), datetime(2026, 11, 20, 18, tzinfo=UTC), datetime(2026, 11, 23, 9, tzinfo=UTC)),
        (("Europe/Lisbon", ["2026-11-23"]), MONDAY, datetime(2026, 11, 24, 9, tzinfo=UTC)),
        (("Pacific/Kiritimati", []), datetime(2026, 11, 22, 20, tzinfo=UTC), None),  # ten o'clock on Monday
        (("Pacific/Kiritimati", []), MONDAY, datetime(2026, 11, 23, 19, tzinfo=UTC)),  # past midnight: Tuesday
        (("Europe/Berlin", []), datetime(2026, 10, 24, 12, tzinfo=UTC), datetime(2026, 10, 26, 8, tzinfo=UTC)),
        (("Europe/Berlin", []), datetime(2026, 3, 28, 12, tzinfo=UTC), datetime(2026, 3, 30, 7, tzinfo=UTC)),
    ],
)
def test_a_mail_waits_for_the_next_working_hour_of_its_reader(
    session: Session, worker: Worker, calendar: tuple[str, list[str]], moment: datetime, opening: datetime | None
) -> None:
    world = make_world(session)
    world.entity.time_zone, world.entity.holidays = calendar
    with at(moment):
        give(session, world.author, readable(session, world))
        until = held_until(session, worker, world.author)
    if opening is None:
        assert until is None
        assert len(worker.mails) == 1
    else:
        assert until is not None
        assert opening <= until < opening + timedelta(minutes=30)
        with at(until):
            assert held_until(session, worker, world.author) is None
        assert len(worker.mails) == 1


@pytest.mark.usefixtures("quiet")
def test_duties_wait_for_no_hour(session: Session, worker: Worker) -> None:
    person = make_person(session, entity=make_entity(session))
    with at(datetime(2026, 11, 22, 3, tzinfo=UTC)):
        notice = Notice(
            event_id=1, person_id=person.id, kind="account_made", subject_type=SubjectType.PERSON, subject_id=person.id
        )
        session.add(notice)
        session.commit()
        assert held_until(session, worker, person) is None
    assert len(worker.mails) == 1
    assert "List-Unsubscribe" not in worker.mails[0].headers
    assert "This e-mail cannot be stopped." in worker.mails[0].html


@pytest.mark.usefixtures("quiet")
def test_a_digest_that_is_late_waits_for_the_next_day(session: Session, worker: Worker) -> None:
    world = make_world(session)
    with at(MONDAY):
        wait(session, world)
        plan_digests(session, SYSTEM)
    with at(MONDAY.replace(hour=19)):
        assert worker.work() == []
    assert len(digests(session, worker, MONDAY + DAY)) == 1


# --- forgetting ------------------------------------------------------------------------------------


def test_read_notices_go_after_three_months_and_the_others_after_a_year(session: Session) -> None:
    world = make_world(session)
    for days, is_read in ((89, True), (91, True), (91, False), (364, False), (366, False)):
        notice = give(session, world.author, readable(session, world), hours=days * 24)
        notice.read_at = notice.created_at if is_read else None
    session.commit()
    assert forget_notices(session, SYSTEM) == 2
    assert session.scalar(select(func.count(Notice.id))) == 3
    assert forget_notices(session, SYSTEM) == 0
