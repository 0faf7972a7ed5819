"""The team writes to those who take part: each gets one message, in their language, and never too many."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import Person
from app.campaigns.types import EditionStatus
from app.core import clock
from app.core.errors import NotFound
from app.core.wall_time import to_wall
from app.enrolment.models import Enrolment
from app.enrolment.types import EnrolmentStatus
from app.figures.weeks import last_sunday
from app.jobs.run import run_due
from app.journal.models import JournalEntry
from app.messages.errors import (
    MessageEditionNotOpen,
    MessageGone,
    MessageSourceMissing,
    MessageTimePast,
    ReminderTooSoon,
)
from app.messages.models import MemberMessage
from app.messages.queries import names_not_started, started_count
from app.messages.service import MemberMessageInput, cancel_message, open_names_not_started, send_message, write_message
from app.messages.types import MessageState, Model
from app.notifications.models import Notice
from app.notifications.queries.messages import MESSAGE_KIND, MESSAGES_A_WEEK
from app.outbox.deliver import deliver_waiting
from app.policy.actor import SYSTEM, Actor, Role
from app.registry import HANDLERS, JOBS
from app.switches.models import EntitySwitch
from app.switches.types import Switch
from tests.conftest import Browser, CountQueries
from tests.factories.accounts import actor_for, make_entity, make_mandate, make_person
from tests.factories.campaigns import make_enrolment
from tests.feedback.scene import Scene, make_colleague, make_manager, make_scene
from tests.messages.written import message, place_in
from tests.refusals import refused


@pytest.fixture
def scene(session: Session) -> Scene:
    """Return an open campaign with a tester."""
    return make_scene(session)


@pytest.fixture
def manager(session: Session, scene: Scene) -> Actor:
    """Return the community manager of the scene."""
    return make_manager(session, scene)[1]


def told(session: Session) -> list[int]:
    """Return who was told of messages, each time."""
    return sorted(session.scalars(select(Notice.person_id).where(Notice.kind == MESSAGE_KIND)))


def send(app: Flask, session: Session, actor: Actor, scene: Scene, data: MemberMessageInput) -> int:
    """Write a message and let the worker do all it has to do."""
    number = write_message(session, actor, place_in(session, actor, scene), data)
    work(app, session)
    return number


def work(app: Flask, session: Session) -> None:
    with app.app_context():
        for _ in range(3):
            run_due(app.extensions["session_factory"], JOBS, limit=100)
            deliver_waiting(session, HANDLERS)


def switch_on(session: Session, scene: Scene, switch: Switch) -> None:
    session.add(EntitySwitch(entity_id=scene.entity.id, switch=switch, is_on=True))
    session.commit()


def test_everybody_who_takes_part_gets_it_once(app: Flask, session: Session, scene: Scene, manager: Actor) -> None:
    colleague, _ = make_colleague(session, scene)
    for status in (EnrolmentStatus.LEFT, EnrolmentStatus.APPLIED):
        make_enrolment(session, person=make_person(session, entity=scene.entity), edition=scene.edition, status=status)
    number = send(app, session, manager, scene, message())
    work(app, session)
    assert not send_message(session, SYSTEM, number)
    assert told(session) == sorted([scene.person.id, colleague.id])
    mails = [mail for mail in app.extensions["mail_sender"].sent if "Good to have you." in mail.text]
    assert sorted(mail.to for mail in mails) == sorted([scene.person.email, colleague.email])


def test_a_worker_that_dies_sends_nobody_two(app: Flask, session: Session, scene: Scene, manager: Actor) -> None:
    """The message is marked, and told, in one transaction; what died before starts again, what died after is over."""
    people = [scene.person.id, *(make_colleague(session, scene)[0].id for _ in range(3))]
    write_message(session, manager, place_in(session, manager, scene), message())
    with app.app_context():
        run_due(app.extensions["session_factory"], JOBS, limit=1)  # the message leaves; nobody is told yet
        run_due(app.extensions["session_factory"], JOBS, limit=1)
        for _ in range(2):  # the delivery comes twice, as after a crash
            deliver_waiting(session, HANDLERS)
        run_due(app.extensions["session_factory"], JOBS, limit=2)  # two mails, then the worker is gone
    work(app, session)
    assert told(session) == sorted(people)
    mails = [mail.to for mail in app.extensions["mail_sender"].sent if "Good to have you." in mail.text]
    assert len(mails) == len(set(mails)) == len(people)


def test_nobody_gets_more_than_two_in_seven_days(app: Flask, session: Session, scene: Scene, manager: Actor) -> None:
    for _ in range(MESSAGES_A_WEEK + 2):
        send(app, session, manager, scene, message())
    assert told(session) == [scene.person.id] * MESSAGES_A_WEEK
    with time_machine.travel(clock.now() + timedelta(days=8)):
        send(app, session, manager, scene, message())
    assert len(told(session)) == MESSAGES_A_WEEK + 1


def test_it_leaves_at_its_hour_unless_cancelled(app: Flask, session: Session, scene: Scene, manager: Actor) -> None:
    later = to_wall(clock.now() + timedelta(hours=3), scene.entity.time_zone).replace(second=0, microsecond=0)
    first = send(app, session, manager, scene, message(send_at=later))
    second = send(app, session, manager, scene, message(send_at=later, body="Another."))
    assert told(session) == []
    cancel_message(session, manager, second)
    with refused(session, MessageGone):
        cancel_message(session, manager, second)
    with time_machine.travel(clock.now() + timedelta(hours=4)):
        work(app, session)
    assert told(session) == [scene.person.id]
    session.expire_all()
    states = {row.id: row.state for row in session.scalars(select(MemberMessage))}
    assert states == {first: MessageState.SENT, second: MessageState.CANCELLED}
    with refused(session, MessageGone):
        cancel_message(session, manager, first)


def test_nothing_leaves_once_the_edition_has_closed(app: Flask, session: Session, scene: Scene, manager: Actor) -> None:
    write_message(session, manager, place_in(session, manager, scene), message())
    scene.edition.status = EditionStatus.CLOSED
    session.commit()
    work(app, session)
    assert told(session) == []
    assert session.scalars(select(MemberMessage.state)).all() == [MessageState.CANCELLED]
    with refused(session, MessageEditionNotOpen):
        write_message(session, manager, place_in(session, manager, scene), message())


def test_what_a_message_cannot_be(session: Session, scene: Scene, manager: Actor) -> None:
    place = place_in(session, manager, scene)
    with refused(session, MessageSourceMissing):
        write_message(session, manager, place, message(body=""))
    for days in (-1, 200):
        at = to_wall(clock.now() + timedelta(days=days), scene.entity.time_zone)
        with refused(session, MessageTimePast):
            write_message(session, manager, place, message(send_at=at))
    first = write_message(session, manager, place, message(key="same"))
    assert write_message(session, manager, place, message(key="same")) == first


def test_who_may_not_write(session: Session, scene: Scene, manager: Actor) -> None:
    place = place_in(session, manager, scene)
    message_id = write_message(session, manager, place, message())
    sponsor = actor_for(make_person(session, entity=scene.entity), Role.SPONSOR, entity=scene.entity)
    abroad = actor_for(make_person(session), Role.AMBASSADOR, entity=make_entity(session))
    central = actor_for(make_person(session), Role.CENTRAL_TEAM)
    for actor in (scene.actor, sponsor, abroad, central):
        with refused(session, NotFound):
            write_message(session, actor, place, message())
        with refused(session, NotFound):
            cancel_message(session, actor, message_id)
        with refused(session, NotFound):
            open_names_not_started(session, actor, place)


def test_a_reminder_goes_to_those_who_have_not_started_and_once(
    app: Flask, session: Session, scene: Scene, manager: Actor
) -> None:
    starter, _ = make_colleague(session, scene)
    session.scalars(select(Enrolment).where(Enrolment.person_id == starter.id)).one().active_since = clock.today()
    switch_on(session, scene, Switch.NOT_STARTED_REMINDER)
    send(app, session, manager, scene, message(model=Model.REMINDER))
    assert told(session) == [scene.person.id]
    with refused(session, ReminderTooSoon):
        write_message(session, manager, place_in(session, manager, scene), message(model=Model.REMINDER))


def test_the_list_of_names_moves_by_a_whole_group(session: Session, scene: Scene, manager: Actor) -> None:
    """Nobody leaves it at the hour of a first contribution, nor on leaving the campaign."""
    switch_on(session, scene, Switch.NOT_STARTED_NAMES)
    place, over = place_in(session, manager, scene), last_sunday(clock.today())
    enrolments = []
    for number in range(9):
        person = make_person(session, entity=scene.entity, name=f"Tester {number}")
        enrolments.append(make_enrolment(session, person=person, edition=scene.edition))
    for enrolment in enrolments:
        enrolment.enrolled_on = over - timedelta(days=30)
    for enrolment in enrolments[:4]:
        enrolment.active_since = over
    session.commit()
    assert open_names_not_started(session, manager, place).until is None, "four started: fewer than a group"
    enrolments[4].active_since = over
    enrolments[5].active_since = clock.today()
    enrolments[6].status, enrolments[6].left_on = EnrolmentStatus.LEFT, clock.today()
    session.commit()
    names = open_names_not_started(session, manager, place)
    assert names.until == over
    assert names.names == ("Tester 5", "Tester 6", "Tester 7", "Tester 8")
    read = session.scalars(select(JournalEntry.action).where(JournalEntry.action == "messages.read_names")).all()
    assert len(read) == 2
    assert names_not_started(session, manager, place) == names


def test_the_count_is_the_one_of_every_page(session: Session, scene: Scene, manager: Actor) -> None:
    count = started_count(session, manager, place_in(session, manager, scene))
    assert (count.joined, count.started, count.not_started) == (None, None, None)


# --- pages -----------------------------------------------------------------------------------------


@pytest.fixture
def desk(session: Session, scene: Scene) -> Person:
    """Return an ambassador of the scene's entity."""
    person = make_person(session, entity=scene.entity, name="Ines")
    make_mandate(session, person=person, role=Role.AMBASSADOR, entity=scene.entity, languages=("en",))
    return person


def test_a_message_is_read_tried_and_sent(
    app: Flask, session: Session, browser: Browser, scene: Scene, desk: Person
) -> None:
    client = browser.as_(desk)
    place = f"/recruiting/messages/{scene.campaign.slug}/{scene.entity.code}/new?model=thanks"
    page = client.get(place).text
    assert "Thank you for taking part." in page
    words = {"key": "k", "subject_en": "Thanks", "body_en": "You were many."}
    shown = client.post(place, data=words | {"preview": "1"})
    assert shown.status_code == 200
    assert shown.text.count("You were many.") == 2
    assert client.post(place, data=words | {"trial": "1"}).status_code == 200
    assert session.scalars(select(MemberMessage)).all() == []
    work(app, session)
    assert [mail.to for mail in app.extensions["mail_sender"].sent] == [desk.email]
    refusal = client.post(place, data=words | {"send_at": "2020-01-01T10:00"})
    assert refusal.status_code == 422
    assert "You were many." in refusal.text
    answer = client.post(place, data=words)
    assert answer.status_code == 303
    work(app, session)
    assert "Sent" in client.get(answer.location).text
    assert "You were many." in browser.as_(scene.person).get("/notifications").text
    assert "Thanks" in client.get("/recruiting/messages").text


def test_names_stand_nowhere_while_the_switch_is_off(
    session: Session, browser: Browser, scene: Scene, desk: Person
) -> None:
    client = browser.as_(desk)
    place = f"/recruiting/messages/{scene.campaign.slug}/{scene.entity.code}/not-started"
    assert "This feature is off in your entity." in client.get(place).text
    assert client.post(place).status_code == 403
    switch_on(session, scene, Switch.NOT_STARTED_NAMES)
    assert scene.person.name not in client.get(place).text
    assert "Too few people have started yet" in client.post(place).text


def test_a_list_costs_the_same_whatever_its_rows(
    session: Session, browser: Browser, scene: Scene, desk: Person, queries: CountQueries
) -> None:
    client, counts = browser.as_(desk), []
    ambassador = actor_for(desk, Role.AMBASSADOR, entity=scene.entity)
    for _ in range(2):
        for _number in range(5):
            write_message(session, ambassador, place_in(session, ambassador, scene), message())
        client.get("/recruiting/messages")
        with queries() as seen:
            client.get("/recruiting/messages")
        counts.append(len(seen))
    assert counts[0] == counts[1]
