"""Mandates that are proposed, decided or over on their day, and names that are read: who is told what."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import Person
from app.accounts.service import MandateInput, confirm_mandate, end_mandate, give_mandate, refuse_mandate
from app.core import clock, idents
from app.core.working_time import last_working_day
from app.feedback.service.names import show_name
from app.feedback.service.revise import withdraw_feedback
from app.notifications.jobs import tell_ending
from app.notifications.models import Notice
from app.policy.actor import Actor, Role
from tests.conftest import Browser
from tests.factories.accounts import actor_for, make_entity, make_mandate, make_person
from tests.moderation.world import make_world
from tests.notifications.conftest import Worker


def proposed(session: Session) -> tuple[Person, Actor, Person, Person, int]:
    """Return who would hold two roles, who proposed it, two who may agree, and the mandate's number."""
    entity = make_entity(session, name="Lusocrédito")
    person = make_person(session, entity=entity, name="Ana Rebelo")
    make_mandate(session, person=person, role=Role.SPONSOR, entity=entity)
    first, second, third = (make_person(session, entity=entity) for _ in range(3))
    for one, role in ((first, Role.CENTRAL_TEAM), (second, Role.CENTRAL_TEAM), (third, Role.ADMINISTRATOR)):
        make_mandate(session, person=one, role=role)
    gone = make_person(session, entity=entity)
    make_mandate(session, person=gone, role=Role.CENTRAL_TEAM, ends_on=clock.today() - timedelta(days=1),
                 starts_on=clock.today() - timedelta(days=9))  # fmt: skip
    giver = actor_for(first, Role.CENTRAL_TEAM)
    data = MandateInput(person.id, Role.COMMUNITY_MANAGER, entity.id, reason="Nobody else reads Catalan.")
    return person, giver, second, third, give_mandate(session, giver, data).id


def test_a_proposed_mandate_tells_who_may_agree_and_the_person_concerned(
    session: Session, browser: Browser, worker: Worker
) -> None:
    person, giver, second, third, _number = proposed(session)
    mails = {mail.to: mail for mail in worker.work()}
    assert set(mails) == {person.email, second.email, third.email}
    assert "A role has been proposed for you: Community manager." in mails[person.email].text
    assert "A second colleague must agree." in mails[second.email].text
    assert "http://localhost/mandates" in mails[second.email].text
    assert {mail.subject for mail in mails.values()} == {
        "A role is waiting for you to agree", "A role on Pépite has been proposed for you",
    }  # fmt: skip
    page = browser.as_(third).get("/notifications").text
    assert "Ana Rebelo" in page
    assert session.scalars(select(Notice).where(Notice.person_id == giver.person_id)).all() == []


def test_what_was_decided_meanwhile_is_not_mailed_and_says_so(
    session: Session, browser: Browser, worker: Worker
) -> None:
    person, _giver, second, third, number = proposed(session)
    worker.deliver()
    confirm_mandate(session, actor_for(second, Role.CENTRAL_TEAM), number)
    (mail,) = worker.work()
    assert (mail.to, mail.subject) == (person.email, "You have a new role on Pépite")
    assert "A decision has since been taken." in browser.as_(third).get("/notifications").text


@pytest.mark.parametrize("how", ["refused", "taken back"])
def test_who_was_told_of_a_proposal_is_told_that_it_is_not_given(session: Session, worker: Worker, how: str) -> None:
    person, giver, second, _third, number = proposed(session)
    worker.work()
    if how == "refused":
        refuse_mandate(session, actor_for(second, Role.CENTRAL_TEAM), number)
    else:
        end_mandate(session, giver, number)
    (mail,) = worker.work()
    assert (mail.to, mail.subject) == (person.email, "A role on Pépite was not granted")


def test_the_author_is_told_who_read_the_name_and_the_mail_says_little(
    session: Session, browser: Browser, worker: Worker
) -> None:
    world = make_world(session)
    feedback = world.send(session, identity="confidential")
    worker.work()
    show_name(session, world.actor(world.manager), feedback.id, "An account number stands in it.")
    (mail,) = worker.work()
    assert (mail.to, mail.subject) == (world.author.email, "Information for you on Pépite")
    for word in (world.manager.name, "account number", feedback.title):
        assert word not in mail.text + mail.html
    assert "Somebody read your name" in mail.text
    for place in ("/", "/notifications"):
        page = browser.as_(world.author).get(place).text
        assert f"{world.manager.name} read your name on one of your contributions." in page
        assert "An account number stands in it." in page


def test_the_author_reads_who_read_the_name_after_taking_the_contribution_back(
    session: Session, browser: Browser, worker: Worker
) -> None:
    world = make_world(session)
    feedback = world.send(session, identity="confidential")
    show_name(session, world.actor(world.manager), feedback.id, "An account number stands in it.")
    withdraw_feedback(session, world.actor(world.author), feedback.id)
    worker.work()
    address = f"/feedback/{idents.encode(feedback.id)}"
    for place in ("/", "/notifications"):
        page = browser.as_(world.author).get(place).text
        assert f"{world.manager.name} read your name" in page
        assert address not in page  # it answers 404


NEW_YORK, LISBON = "America/New_York", "Europe/Lisbon"
FRIDAY = date(2026, 3, 6)


@pytest.mark.parametrize(
    ("time_zone", "ends_on", "told_at"),
    [
        (LISBON, FRIDAY, datetime(2026, 3, 6, 8, tzinfo=UTC)),
        (NEW_YORK, FRIDAY, datetime(2026, 3, 6, 13, tzinfo=UTC)),
        (LISBON, FRIDAY + timedelta(days=2), datetime(2026, 3, 6, 8, tzinfo=UTC)),  # nobody works on Sunday
    ],
)
def test_who_holds_a_mandate_is_told_in_the_morning_of_its_last_day_once(
    session: Session, worker: Worker, time_zone: str, ends_on: date, told_at: datetime
) -> None:
    with time_machine.travel(told_at - timedelta(days=3), tick=False):
        entity = make_entity(session, time_zone=time_zone)
        person = make_person(session, entity=entity)
        make_mandate(session, person=person, role=Role.SPONSOR, entity=entity, ends_on=ends_on)
        make_mandate(session, person=person, role=Role.REPRESENTATIVE, entity=entity)
    with time_machine.travel(told_at - timedelta(minutes=1), tick=False):
        tell_ending(session, clock.now())
        assert worker.work() == []
    with time_machine.travel(told_at, tick=False):
        tell_ending(session, clock.now())
        (mail,) = worker.work()
    assert mail.subject == "One of your roles on Pépite ends soon"
    last_day = f"{ends_on.day}\N{NO-BREAK SPACE}{ends_on.strftime('%B')}\N{NO-BREAK SPACE}2026"
    assert f"Sponsor. Its last day is {last_day}." in mail.text
    with time_machine.travel(told_at + timedelta(hours=1), tick=False):
        tell_ending(session, clock.now())
        assert worker.work() == []


def test_nobody_is_told_of_the_end_of_a_mandate_that_was_ended_before(session: Session, worker: Worker) -> None:
    entity, today = make_entity(session), clock.today()
    administrator = actor_for(make_person(session, entity=entity), Role.ADMINISTRATOR)
    ended = make_mandate(session, person=make_person(session), role=Role.SPONSOR, entity=entity, ends_on=today)
    end_mandate(session, administrator, ended.id)
    worker.work()
    with time_machine.travel(datetime.combine(today, datetime.max.time(), tzinfo=UTC), tick=False):
        tell_ending(session, clock.now())
        assert worker.work() == []


def test_the_last_working_day_leaves_out_holidays() -> None:
    assert last_working_day(FRIDAY + timedelta(days=2), (1, 2, 3, 4, 5), ("2026-03-06",)) == date(2026, 3, 5)
    assert last_working_day(FRIDAY + timedelta(days=2), (7,)) == FRIDAY + timedelta(days=2)
