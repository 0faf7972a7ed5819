"""Private conversations: who reads them, who writes when, and what nobody learns."""

from __future__ import annotations

import hashlib
import re
from dataclasses import replace
from functools import partial

import pytest
from flask import Flask
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from app.accounts.models import Person
from app.accounts.types import PersonStatus
from app.asking.errors import NotYourTurn, ThreadClosed
from app.asking.models import PrivateMessage, PrivateThread
from app.asking.queries import thread_by_id, threads_about, threads_page
from app.asking.service import MessageInput, ask_author, ask_privately, close_thread, write_in_thread
from app.asking.types import Side, ThreadState
from app.campaigns.service import LocalInput, write_local
from app.campaigns.types import EditionStatus
from app.core import idents
from app.core.errors import Forbidden, FormUsed, NotFound
from app.core.private_data import MASK
from app.feedback.models import Feedback
from app.journal.models import JournalEntry
from app.notifications.kinds import private_message
from app.notifications.models import Notice
from app.notifications.service import tell_of_follow_ups
from app.outbox.deliver import deliver_waiting
from app.outbox.models import OutboxMessage
from app.policy.actor import SYSTEM, Actor, Role
from app.registry import HANDLERS
from tests.conftest import Browser, CountQueries
from tests.factories.accounts import actor_for, make_mandate, make_person
from tests.merging.scene import colleague, published
from tests.moderation.world import World, make_world
from tests.parallel import together
from tests.refusals import refused


@pytest.fixture
def world(session: Session) -> World:
    return make_world(session)


def said(body: str = "Where do I find the test phone?", key: str = "") -> MessageInput:
    return MessageInput(body, hashlib.sha256((key or body).encode()).hexdigest())


def product(session: Session, world: World) -> tuple[Person, Actor]:
    person = make_person(session, entity=world.entity)
    make_mandate(session, person=person, role=Role.PRODUCT_TEAM)
    session.commit()
    return person, actor_for(person, Role.PRODUCT_TEAM)


def tester(world: World) -> Actor:
    actor = world.actor(world.author)
    return replace(actor, campaigns_open=frozenset({world.campaign.id}))


def author_of(world: World, feedback: Feedback) -> Actor:
    """Return its author: by account, or by the code given in this browser."""
    if feedback.author_id is None:
        return replace(world.actor(world.colleague), references=frozenset({feedback.id}))
    return world.actor(world.colleague)


def test_a_question_goes_to_the_managers_and_back(session: Session, world: World) -> None:
    asking, manager = tester(world), world.actor(world.manager)
    thread_id = ask_privately(session, asking, world.campaign.id, said())
    assert ask_privately(session, asking, world.campaign.id, said()) == thread_id
    with refused(session, FormUsed):
        ask_privately(session, asking, world.campaign.id, said("Other words", "Where do I find the test phone?"))
    write_in_thread(session, manager, thread_id, said("In the drawer."))
    write_in_thread(session, manager, thread_id, said("In the drawer."))
    write_in_thread(session, asking, thread_id, said("It is empty."))
    view = thread_by_id(session, manager, thread_id)
    assert [(row.side, row.body, row.author_name) for row in view.messages] == [
        (Side.ASKER, "Where do I find the test phone?", world.author.name),
        (Side.ASKED, "In the drawer.", world.manager.name),
        (Side.ASKER, "It is empty.", world.author.name),
    ]
    assert view.row.state is ThreadState.OPEN
    assert [row.id for row in threads_page(session, world.actor(world.deputy)).rows] == [thread_id]
    close_thread(session, asking, thread_id)
    with refused(session, ThreadClosed):
        write_in_thread(session, manager, thread_id, said("Too late"))


def test_nobody_else_reads_or_writes(session: Session, world: World) -> None:
    thread_id = ask_privately(session, tester(world), world.campaign.id, said())
    _person, product_team = product(session, world)
    _other, other = colleague(session, world)
    for actor in (other, world.actor(world.ambassador), world.actor(world.sponsor), product_team):
        with refused(session, NotFound):
            thread_by_id(session, actor, thread_id)
        with refused(session, NotFound):
            write_in_thread(session, actor, thread_id, said("Me too"))
        assert list(threads_page(session, actor).rows) == []
    with refused(session, NotFound):
        close_thread(session, world.actor(world.manager), thread_id)
    with refused(session, Forbidden):
        ask_privately(session, world.actor(world.sponsor), world.campaign.id, said("I do not take part"))


@pytest.mark.parametrize("level", ["named", "confidential", "untraceable"])
def test_an_author_answers_and_nothing_says_who_or_when(session: Session, world: World, level: str) -> None:
    feedback = published(session, world, world.colleague, identity=level)
    person, asking = product(session, world)
    thread_id = ask_author(session, asking, feedback.id, said("On which phone?"))
    with refused(session, NotYourTurn):
        write_in_thread(session, asking, thread_id, said("And when?"))
    answering = author_of(world, feedback)
    assert [row.id for row in threads_about(session, answering, feedback.id)] == [thread_id]
    entries, events = (set(session.scalars(select(model.id))) for model in (JournalEntry, OutboxMessage))
    write_in_thread(session, answering, thread_id, said("Auf einem alten Telefon, glaube ich."))
    message = session.scalars(select(PrivateMessage).where(PrivateMessage.number == 2)).one()
    assert (message.author_id, message.language) == (None, "und")
    assert message.written_at == session.get_one(PrivateThread, thread_id).moved_at
    assert message.written_at.hour == message.written_at.minute == 0
    assert set(session.scalars(select(JournalEntry.id))) == entries
    assert set(session.scalars(select(OutboxMessage.id))) == events
    view = thread_by_id(session, asking, thread_id)
    assert [row.author_name for row in view.messages] == [None, None]
    assert (view.may_write, view.row.asker_name) == (True, None)
    tell_of_follow_ups(session, SYSTEM, private_message.KIND)
    tell_of_follow_ups(session, SYSTEM, private_message.KIND)
    notice = session.scalars(select(Notice).where(Notice.kind == "private_message")).one()
    assert (notice.person_id, notice.created_at.hour, notice.created_at.minute) == (person.id, 0, 0)
    with refused(session, NotYourTurn):
        write_in_thread(session, answering, thread_id, said("One more thing"))


@pytest.mark.parametrize("level", ["confidential", "untraceable"])
def test_the_mailbox_closes_with_the_campaign(session: Session, world: World, level: str) -> None:
    feedback = published(session, world, world.colleague, identity=level)
    _person, asking = product(session, world)
    thread_id = ask_author(session, asking, feedback.id, said("On which phone?"))
    world.edition.status = EditionStatus.CLOSED
    session.commit()
    with refused(session, ThreadClosed):
        write_in_thread(session, author_of(world, feedback), thread_id, said("An old one."))
    with refused(session, Forbidden):
        ask_author(session, asking, feedback.id, said("And when?"))


def test_only_the_author_and_who_asks_see_a_follow_up(session: Session, world: World) -> None:
    feedback = published(session, world, world.colleague, identity="confidential")
    _person, asking = product(session, world)
    thread_id = ask_author(session, asking, feedback.id, said("On which phone?"))
    _other, other_product = product(session, world)
    for actor in (other_product, world.actor(world.manager), world.actor(world.author), world.actor(world.sponsor)):
        with refused(session, NotFound):
            thread_by_id(session, actor, thread_id)
        with refused(session, (NotFound, Forbidden)):
            threads_about(session, actor, feedback.id)
    with refused(session, Forbidden):
        ask_author(session, world.actor(world.author), feedback.id, said("I am a tester"))
    waiting = world.send(session, world.colleague, title="It waits")
    with refused(session, (Forbidden, NotFound)):
        ask_author(session, asking, waiting.id, said("On which phone?"))


def test_each_side_is_told(app: Flask, session: Session, world: World) -> None:
    thread_id = ask_privately(session, tester(world), world.campaign.id, said())
    feedback = published(session, world, world.colleague, identity="confidential")
    _person, asking = product(session, world)
    follow_up = ask_author(session, asking, feedback.id, said("On which phone?"))
    write_in_thread(session, world.actor(world.manager), thread_id, said("In the drawer."))
    with app.app_context():
        deliver_waiting(session, HANDLERS)
    kind = Notice.kind == "private_message"
    rows = session.execute(select(Notice.person_id, Notice.subject_id).where(kind))
    assert {tuple(row) for row in rows} == {
        (world.manager.id, thread_id), (world.deputy.id, thread_id), (world.author.id, thread_id),
        (world.colleague.id, follow_up),
    }  # fmt: skip


def test_the_pages(world: World, browser: Browser) -> None:
    client = browser.as_(world.author)
    place = f"/campaigns/{world.campaign.slug}"
    assert f"{place}/private/new" in client.get(place).text
    assert client.get(f"{place}/private/new").status_code == 200
    wrong = client.post(f"{place}/private/new", data={"body": " ", "key": "k" * 32})
    assert wrong.status_code == 422
    answer = client.post(f"{place}/private/new", data={"body": "Where is the phone?", "key": "k" * 32})
    assert answer.status_code == 303
    manager = browser.as_(world.manager)
    assert "Where is the phone?" in manager.get("/private").text
    assert manager.post(answer.location, data={"body": "In the drawer.", "key": "m" * 32}).status_code == 303
    page = client.get(answer.location).text
    assert "In the drawer." in page
    assert client.post(f"{answer.location}/close").status_code == 303
    assert browser.as_(world.colleague).get(answer.location).status_code == 404
    late = manager.post(answer.location, data={"body": "Words kept.", "key": "n" * 32})
    assert late.status_code == 409
    assert "Words kept." in late.text


def test_the_pages_of_a_follow_up_name_nobody(session: Session, world: World, browser: Browser) -> None:
    feedback = published(session, world, world.colleague, identity="confidential")
    person, _asking = product(session, world)
    client, author = browser.as_(person), browser.as_(world.colleague)
    place = f"/feedback/{idents.encode(feedback.id)}"
    assert f"{place}/ask-author" in client.get(place).text
    answer = client.post(f"{place}/ask-author", data={"body": "On which phone?", "key": "k" * 32})
    assert answer.status_code == 303
    assert "On which phone?" in author.get(f"{place}/private").text
    first = world.colleague.name.split()[0]
    named = author.post(answer.location, data={"body": f"An old one. {first}", "key": "m" * 32})
    assert named.status_code == 422
    assert "name" in named.text
    sent = author.post(answer.location, data={"body": "An old one.", "key": "m" * 32})
    assert sent.status_code == 303
    page = client.get(answer.location).text
    assert "An old one." in page
    assert world.colleague.name not in page


def test_a_list_costs_the_same_whatever_its_rows(
    session: Session, world: World, browser: Browser, queries: CountQueries
) -> None:
    client, counts = browser.as_(world.author), []
    for start in (0, 5):
        for number in range(start, start + 5):
            ask_privately(session, tester(world), world.campaign.id, said(f"Question {number}"))
        session.commit()
        client.get("/private")
        with queries() as seen:
            assert client.get("/private").text.count("Question ") >= start + 5
        counts.append(len(seen))
    assert counts[0] == counts[1]


def test_two_answers_at_once_are_one(shared: Engine) -> None:
    with Session(shared, expire_on_commit=False) as session:
        world = make_world(session)
        feedback = published(session, world, world.colleague, identity="confidential")
        _person, asking = product(session, world)
        thread_id = ask_author(session, asking, feedback.id, said("On which phone?"))
        answering = world.actor(world.colleague)
    acts = [
        partial(write_in_thread, actor=answering, thread_id=thread_id, data=said(body))
        for body in ("An old one.", "A new one.")
    ]
    assert together(shared, acts) == ["", "asking.not_your_turn"]
    with Session(shared) as session:
        assert len(session.scalars(select(PrivateMessage)).all()) == 2


def test_an_account_number_in_a_question_is_pointed_out_before_it_is_stored(
    session: Session, world: World, browser: Browser
) -> None:
    ask_privately(session, tester(world), world.campaign.id, said())
    [thread_id] = session.scalars(select(PrivateThread.id))
    session.commit()
    place = f"/private/{idents.encode(thread_id)}"
    client, sent = browser.as_(world.author), {"body": "Is it PT50 0002 0123 1234 5678 9015 4?", "key": "k" * 32}
    asked = client.post(place, data=sent)
    assert asked.status_code == 422
    assert "This looks like an account number (IBAN):" in asked.text
    assert len(session.scalars(select(PrivateMessage)).all()) == 1
    [choice] = set(re.findall(r"found-[0-9a-f]{16}", asked.text))
    assert client.post(place, data={**sent, choice: "mask"}).status_code == 303
    assert f"Is it {MASK}?" in session.scalars(select(PrivateMessage.body)).all()


def test_the_contact_of_the_edition_stands_beside_a_question_in_the_readers_language(
    session: Session, world: World, browser: Browser
) -> None:
    page = f"/campaigns/{world.campaign.slug}/private/new"
    client = browser.as_(world.author)
    assert "You can also contact" not in client.get(page).text
    central = actor_for(make_person(session), Role.CENTRAL_TEAM)
    write_local(session, central, world.edition.id, LocalInput({}, contact_id=world.ambassador.id))
    sentence = f"You can also contact {world.ambassador.name} (Ambassador)."
    assert sentence in client.get(page).text
    refusal = client.post(page, data={"body": "", "key": "k" * 32})
    assert refusal.status_code == 422
    assert sentence in refusal.text
    assert "You can also contact" not in browser.as_(world.ambassador).get(page).text, "nobody is sent to themselves"
    world.author.locale = "de"
    session.commit()
    assert f"Sie können sich auch an {world.ambassador.name} (" in browser.as_(world.author).get(page).text
    world.ambassador.status = PersonStatus.DISABLED
    session.commit()
    assert world.ambassador.name not in browser.as_(world.author).get(page).text
