"""The page of mails, for who runs the site: what waits, what was given up and why, and trying again."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import Person
from app.core import clock, idents
from app.core.errors import Forbidden
from app.jobs.models import Job, JobState
from app.journal.models import JournalEntry
from app.mail.ledger import note_refused
from app.mail.models import Mail, RefusedMailbox
from app.mail.sender import MailRefused
from app.mail.types import MailState
from app.notifications.service import try_address_again, try_mails_again
from app.notifications.types import MailSort
from app.policy.actor import Role
from app.registry import JOBS
from tests.conftest import Browser, CountQueries
from tests.factories.accounts import actor_for, make_mandate, make_person
from tests.moderation.world import make_world
from tests.notifications.conftest import Worker
from tests.notifications.test_mail import sent_back
from tests.refusals import refused

PLACE = "/notifications/e-mails"


@pytest.fixture
def admin(session: Session) -> Person:
    """Return an administrator."""
    person = make_person(session)
    make_mandate(session, person=person, role=Role.ADMINISTRATOR)
    return person


def given_up(session: Session, worker: Worker, *, is_mailbox: bool = False) -> tuple[Person, object]:
    """Return somebody whose mail was refused, and what sent mails until then."""
    world = make_world(session)
    world.author.email = "alma@bank.example"
    sent_back(session, world, "Which phone do you use?")
    sender = worker.break_mail(MailRefused("the mail server said no (550)", 550, is_mailbox=is_mailbox))
    worker.work()
    return world.author, sender


def test_the_sorts_are_those_of_jobs() -> None:
    assert {sort.value for sort in MailSort} <= set(JOBS)


def test_it_shows_what_failed_without_a_word_or_a_whole_address(
    session: Session, browser: Browser, worker: Worker, admin: Person
) -> None:
    person, _sender = given_up(session, worker)
    page = browser.as_(admin).get(PLACE).text
    assert "a…@bank.example" in page
    assert "refused it (550)" in page
    for word in (person.email, person.name, "Which phone", "question"):
        assert word not in page.replace("question-", "")


def test_what_was_given_up_is_tried_again_and_arrives_once(
    session: Session, browser: Browser, worker: Worker, admin: Person
) -> None:
    person, sender = given_up(session, worker, is_mailbox=True)
    assert session.get(RefusedMailbox, person.id) is not None
    worker.mend_mail(sender)
    client = browser.as_(admin)
    job = session.scalars(select(Job).where(Job.state == JobState.DEAD)).one()
    for _ in range(2):
        answer = client.post(f"{PLACE}/try-again", data={"job": idents.encode(job.id)})
        assert (answer.status_code, answer.location) == (303, PLACE)
    assert [mail.to for mail in worker.work()] == [person.email]
    session.expire_all()
    assert session.scalars(select(Mail.state).where(Mail.person_id == person.id)).one() is MailState.SENT
    assert "There is no e-mail that Pépite stopped trying to send." in client.get(PLACE).text
    entries = session.scalars(select(JournalEntry).where(JournalEntry.action == "notifications.mails_tried_again"))
    assert [entry.actor_id for entry in entries] == [admin.id]
    assert client.post(f"{PLACE}/try-again", data={"job": "x"}).status_code == 404


def test_what_may_have_arrived_is_not_sent_again(session: Session, worker: Worker, admin: Person) -> None:
    person, sender = given_up(session, worker)
    mail = session.scalars(select(Mail).where(Mail.person_id == person.id)).one()
    mail.state = MailState.HANDED_OVER
    session.commit()
    worker.mend_mail(sender)
    assert try_mails_again(session, actor_for(admin, Role.ADMINISTRATOR)) == 1
    assert worker.work() == []


def test_a_refused_address_is_tried_again(session: Session, browser: Browser, admin: Person) -> None:
    moved, stays = make_person(session, email="bert@bank.example"), make_person(session, email="cleo@bank.example")
    session.commit()
    note_refused(session, moved.id, "old@bank.example", 550)
    note_refused(session, stays.id, stays.email, 553)
    client = browser.as_(admin)
    page = client.get(PLACE).text
    assert "c…@bank.example" in page
    assert "(553)" in page
    assert "b…@" not in page
    assert "An address that was changed since" in page
    answer = client.post(f"{PLACE}/addresses", data={"person": idents.encode(stays.id)})
    assert answer.status_code == 303
    assert session.scalars(select(RefusedMailbox.person_id)).all() == [moved.id]
    with time_machine.travel(clock.now() + timedelta(days=8)):
        assert "No address was refused" in browser.as_(admin).get(PLACE).text


def test_others_neither_see_nor_try(session: Session, browser: Browser) -> None:
    world = make_world(session)
    for person in (world.manager, world.sponsor, world.author):
        client = browser.as_(person)
        assert client.get(PLACE).status_code == 403
        assert PLACE not in client.get("/notifications").text
        with refused(session, Forbidden):
            try_mails_again(session, world.actor(person))
        with refused(session, Forbidden):
            try_address_again(session, world.actor(person), person.id)


@pytest.mark.parametrize("count", [2, 4])
def test_its_statements_do_not_grow(
    session: Session, browser: Browser, queries: CountQueries, admin: Person, count: int
) -> None:
    for number in range(count):
        person = make_person(session)
        session.commit()
        note_refused(session, person.id, person.email, 550)
        payload = {"person_id": person.id, "day": f"2026-11-{number + 1:02}"}
        session.add(Job(name=MailSort.DIGEST, payload=payload, state=JobState.DEAD))
    client = browser.as_(admin)
    with queries() as statements:
        assert client.get(PLACE).text.count("…@example.test") == 4 * count  # each title twice: seen and heard
    assert len(statements) == 9
