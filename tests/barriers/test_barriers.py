"""A barrier is reported from any page, reaches who answers for accessibility, and comes back with an answer."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import Person
from app.accounts.types import PersonStatus
from app.barriers.errors import BarrierAnswerMissing, UnknownContact, UnknownEntity
from app.barriers.models import BarrierContact, BarrierReport
from app.barriers.queries import barrier_by_id, barriers_page, contacts_of, receives_reports
from app.barriers.service import BarrierInput, HandlingOfBarrier, choose_barrier_contact, handle_barrier, report_barrier
from app.barriers.types import Aid, BarrierList, BarrierState
from app.core import idents
from app.core.errors import ChangedMeanwhile, Forbidden, FormUsed, NotFound
from app.core.private_data import MASK
from app.entities.models import Entity
from app.jobs.run import run_due
from app.mail.sender import MemorySender
from app.notifications.models import Notice
from app.outbox.deliver import deliver_waiting
from app.policy.actor import Actor, Role
from app.registry import HANDLERS, JOBS
from app.web.addresses import page_name
from tests.conftest import Browser, CountQueries
from tests.factories.accounts import actor_for, make_entity, make_mandate, make_person
from tests.refusals import refused


@dataclass(frozen=True, slots=True)
class Desk:
    """Somebody who meets a barrier, a contact, an administrator."""

    entity: Entity
    person: Person
    contact: Person
    admin: Person

    @property
    def reporter(self) -> Actor:
        """Who reports."""
        return actor_for(self.person)

    @property
    def answering(self) -> Actor:
        """Who answers for accessibility."""
        return actor_for(self.contact)

    @property
    def administrator(self) -> Actor:
        """Who runs the installation."""
        return actor_for(self.admin, Role.ADMINISTRATOR)


@pytest.fixture
def desk(session: Session) -> Desk:
    """Return people of one entity; nobody is its contact yet."""
    entity = make_entity(session)
    admin = make_person(session, entity=make_entity(session), name="Ada Min")
    make_mandate(session, person=admin, role=Role.ADMINISTRATOR)
    found = Desk(
        entity, make_person(session, entity=entity, name="Rita Lopes"), make_person(session, entity=entity), admin
    )
    session.commit()
    return found


def said(key: str = "k1", body: str = "The button has no name.", **values: Any) -> BarrierInput:
    given: dict[str, Any] = {"page": "/campaigns", "aid": Aid.SCREEN_READER, "shows_name": False}
    return BarrierInput(body=body, submission_key=key, **(given | values))


def appoint(session: Session, desk: Desk) -> None:
    choose_barrier_contact(session, desk.administrator, desk.entity.code, desk.contact.email)


def test_a_report_reaches_the_contact_without_a_name_unless_it_is_shown(session: Session, desk: Desk) -> None:
    appoint(session, desk)
    hidden = report_barrier(session, desk.reporter, said())
    shown = report_barrier(session, desk.reporter, said("k2", "No focus.", shows_name=True))
    row, _ = barrier_by_id(session, desk.answering, hidden.id)
    assert (row.reporter_name, row.is_mine, row.page, row.aid) == (None, False, "/campaigns", Aid.SCREEN_READER)
    assert barrier_by_id(session, desk.answering, shown.id)[0].reporter_name == "Rita Lopes"
    received = barriers_page(session, desk.answering, BarrierList.RECEIVED)
    assert {one.id for one in received.rows} == {hidden.id, shown.id}
    assert barriers_page(session, desk.answering, BarrierList.MINE).rows == []


def test_without_a_contact_the_administrators_receive_and_with_one_they_do_not(session: Session, desk: Desk) -> None:
    assert contacts_of(session, desk.administrator, desk.entity.id) == {desk.admin.id}
    report = report_barrier(session, desk.reporter, said())
    assert receives_reports(session, desk.administrator)
    assert barrier_by_id(session, desk.administrator, report.id)[0].id == report.id
    appoint(session, desk)
    assert contacts_of(session, desk.administrator, desk.entity.id) == {desk.contact.id}
    with refused(session, NotFound):
        barrier_by_id(session, desk.administrator, report.id)
    assert barriers_page(session, desk.administrator, BarrierList.RECEIVED).rows == []


def test_a_contact_whose_account_is_closed_hands_over_to_the_administrators(session: Session, desk: Desk) -> None:
    appoint(session, desk)
    desk.contact.status = PersonStatus.DISABLED
    session.commit()
    assert contacts_of(session, desk.administrator, desk.entity.id) == {desk.admin.id}
    report = report_barrier(session, desk.reporter, said())
    assert [row.id for row in barriers_page(session, desk.administrator, BarrierList.RECEIVED).rows] == [report.id]


def test_a_colleague_sees_neither_report_nor_that_there_is_one(session: Session, desk: Desk) -> None:
    report = report_barrier(session, desk.reporter, said())
    colleague = actor_for(make_person(session, entity=desk.entity), Role.COMMUNITY_MANAGER, entity=desk.entity)
    with refused(session, NotFound):
        barrier_by_id(session, colleague, report.id)
    with refused(session, NotFound):
        handle_barrier(session, colleague, report.id, HandlingOfBarrier(BarrierState.SOLVED, "Done.", 1))
    assert not receives_reports(session, colleague)


def test_the_contact_answers_and_the_reporter_reads_it(session: Session, desk: Desk) -> None:
    appoint(session, desk)
    report = report_barrier(session, desk.reporter, said())
    handle_barrier(session, desk.answering, report.id, HandlingOfBarrier(BarrierState.IN_PROGRESS, "", 1))
    handle_barrier(session, desk.answering, report.id, HandlingOfBarrier(BarrierState.SOLVED, "It has a name now.", 2))
    row, _ = barrier_by_id(session, desk.reporter, report.id)
    assert (row.state, row.answer, row.version) == (BarrierState.SOLVED, "It has a name now.", 3)


def test_what_cannot_be_said_of_a_report(session: Session, desk: Desk) -> None:
    appoint(session, desk)
    report = report_barrier(session, desk.reporter, said())
    with refused(session, Forbidden):
        handle_barrier(session, desk.reporter, report.id, HandlingOfBarrier(BarrierState.SOLVED, "I did it.", 1))
    with refused(session, BarrierAnswerMissing):
        handle_barrier(session, desk.answering, report.id, HandlingOfBarrier(BarrierState.SOLVED, "", 1))
    with refused(session, ChangedMeanwhile):
        handle_barrier(session, desk.answering, report.id, HandlingOfBarrier(BarrierState.IN_PROGRESS, "", 7))
    with refused(session, NotFound):
        handle_barrier(session, desk.answering, 12345, HandlingOfBarrier(BarrierState.IN_PROGRESS, "", 1))


def test_two_clicks_are_one_report_and_other_words_are_not_lost(session: Session, desk: Desk) -> None:
    first = report_barrier(session, desk.reporter, said())
    assert report_barrier(session, desk.reporter, said()).id == first.id
    with refused(session, FormUsed):
        report_barrier(session, desk.reporter, said(body="Other words."))
    colleague = actor_for(make_person(session, entity=desk.entity))
    with refused(session, FormUsed):
        report_barrier(session, colleague, said())


def test_only_an_administrator_chooses_a_contact_and_only_one_who_exists(session: Session, desk: Desk) -> None:
    with refused(session, Forbidden):
        choose_barrier_contact(session, desk.reporter, desk.entity.code, desk.person.email)
    with refused(session, UnknownContact):
        choose_barrier_contact(session, desk.administrator, desk.entity.code, "nobody@example.org")
    with refused(session, UnknownEntity):
        choose_barrier_contact(session, desk.administrator, "nowhere", desk.contact.email)
    appoint(session, desk)
    choose_barrier_contact(session, desk.administrator, desk.entity.code, desk.person.email.upper())
    assert session.scalars(select(BarrierContact.person_id)).all() == [desk.person.id]
    choose_barrier_contact(session, desk.administrator, desk.entity.code, "")
    assert session.scalars(select(BarrierContact)).all() == []


@pytest.mark.parametrize(
    ("path", "kept"),
    [
        (f"/feedback/{idents.encode(77)}/thanks?sent=1", "/feedback/…/thanks"),
        ("/campaigns/own-app/missions/2?q=me", "/campaigns/own-app/missions/2"),
        ("/j/k3vq8m2n", "/j/…"),
        ("", ""),
    ],
)
def test_the_page_is_kept_without_what_names_one_thing(path: str, kept: str) -> None:
    assert page_name(path) == kept


# --- pages -----------------------------------------------------------------------------------------


def test_every_page_leads_to_the_form_with_its_own_name(browser: Browser, desk: Desk) -> None:
    page = browser.as_(desk.person).get("/campaigns")
    assert 'href="/barriers/new?page=/campaigns"' in page.text
    form = browser.as_(desk.person).get("/barriers/new?page=/campaigns")
    assert "/campaigns</textarea>" in form.text


def test_the_page_of_who_stays_untraceable_is_not_named(browser: Browser, desk: Desk, session: Session) -> None:
    client = browser.as_(desk.person)
    number = idents.encode(12)
    sent = client.post(
        "/barriers/new", data={"body": "No focus.", "page": f"/feedback/{number}/thanks", "aid": "unsaid"}
    )
    assert sent.status_code == 303
    assert session.scalars(select(BarrierReport.page)).all() == ["/feedback/…/thanks"]


def test_strangers_get_an_address_and_no_form(browser: Browser) -> None:
    stranger = browser.stranger()
    assert stranger.get("/barriers/new").status_code == 302
    assert stranger.post("/barriers/new", data={"body": "x"}).status_code == 401
    assert "mailto:" not in stranger.get("/sign-in").text


def test_a_wrong_form_keeps_what_was_typed(browser: Browser, desk: Desk) -> None:
    client = browser.as_(desk.person)
    empty = client.post("/barriers/new", data={"body": " ", "page": "/mine", "aid": "keyboard", "shows_name": "y"})
    assert empty.status_code == 422
    assert "/mine" in empty.text
    assert "Please fill in this field." in empty.text
    odd = client.post("/barriers/new", data={"body": "Words kept.", "aid": "telepathy"})
    assert odd.status_code == 422
    assert "Words kept." in odd.text


def test_contact_and_reporter_are_told_by_notice_and_mail(
    app: Flask, session: Session, browser: Browser, desk: Desk
) -> None:
    appoint(session, desk)
    client = browser.as_(desk.person)
    client.post("/barriers/new", data={"body": "The menu cannot be opened.", "page": "/mine", "aid": "keyboard"})
    _deliver(app, session)
    report = session.scalars(select(BarrierReport)).one()
    sender = app.extensions["mail_sender"]
    assert isinstance(sender, MemorySender)
    assert {mail.to for mail in sender.sent} == {desk.contact.email, desk.person.email}
    to_contact = next(mail for mail in sender.sent if mail.to == desk.contact.email)
    assert "Rita" not in to_contact.text + to_contact.subject
    place = f"/barriers/{idents.encode(report.id)}"
    assert place in to_contact.text
    desk_client = browser.as_(desk.contact)
    assert "The menu cannot be opened." in desk_client.get("/notifications").text
    answered = desk_client.post(place, data={"state": "solved", "answer": "It opens now.", "version": "1"})
    assert answered.status_code == 303
    _deliver(app, session)
    assert "It opens now." in sender.sent[-1].text
    assert sender.sent[-1].to == desk.person.email
    assert "It opens now." in client.get(place).text
    kinds = session.scalars(select(Notice.kind).where(Notice.person_id == desk.person.id)).all()
    assert sorted(kinds) == ["barrier_copied", "barrier_handled"]


def _deliver(app: Flask, session: Session) -> None:
    with app.app_context():
        deliver_waiting(session, HANDLERS)
        run_due(app.extensions["session_factory"], JOBS, limit=100)


def test_an_answer_to_what_was_handled_meanwhile_is_shown_beside_it(
    session: Session, browser: Browser, desk: Desk
) -> None:
    appoint(session, desk)
    report = report_barrier(session, desk.reporter, said())
    handle_barrier(session, desk.answering, report.id, HandlingOfBarrier(BarrierState.IN_PROGRESS, "Looking.", 1))
    place = f"/barriers/{idents.encode(report.id)}"
    answer = browser.as_(desk.contact).post(place, data={"state": "solved", "answer": "Mine.", "version": "1"})
    assert answer.status_code == 409
    assert "Looking." in answer.text
    assert "Mine." in answer.text


def test_the_administrators_page_lists_every_entity(session: Session, browser: Browser, desk: Desk) -> None:
    appoint(session, desk)
    client = browser.as_(desk.admin)
    page = client.get("/barriers/contacts")
    assert desk.contact.name in page.text
    wrong = client.post("/barriers/contacts", data={"entity": desk.entity.code, "email": "nobody@example.org"})
    assert wrong.status_code == 422
    assert "nobody@example.org" in wrong.text
    assert client.post("/barriers/contacts", data={"entity": desk.entity.code, "email": ""}).status_code == 303


def test_a_list_costs_the_same_whatever_its_rows(
    session: Session, browser: Browser, desk: Desk, queries: CountQueries
) -> None:
    client, counts = browser.as_(desk.person), []
    for start in (0, 10):
        for number in range(start, start + 10):
            report_barrier(session, desk.reporter, said(f"k{number}", f"Barrier {number}."))
        session.commit()
        client.get("/barriers")
        with queries() as seen:
            assert client.get("/barriers").text.count("Barrier ") >= start + 10
        counts.append(len(seen))
    assert counts[0] == counts[1]


def test_a_long_list_has_pages(session: Session, browser: Browser, desk: Desk) -> None:
    for number in range(35):
        report_barrier(session, desk.reporter, said(f"k{number}", f"Barrier number {number} here."))
    first = barriers_page(session, desk.reporter, BarrierList.MINE)
    rest = barriers_page(session, desk.reporter, BarrierList.MINE, first.next_key)
    assert len(first.rows) == 30
    assert len(rest.rows) == 5
    assert len({row.id for row in (*first.rows, *rest.rows)}) == 35
    assert browser.as_(desk.person).get("/barriers?after=nonsense").status_code == 200


def test_an_address_in_a_report_is_pointed_out_before_it_is_stored(
    browser: Browser, desk: Desk, session: Session
) -> None:
    client, sent = browser.as_(desk.person), {"body": "Ask rui@example.org.", "aid": Aid.UNSAID, "key": "k" * 32}
    asked = client.post("/barriers/new", data=sent)
    assert asked.status_code == 422
    assert "This looks like an e-mail address:" in asked.text
    assert session.scalars(select(BarrierReport)).all() == []
    [choice] = set(re.findall(r"found-[0-9a-f]{16}", asked.text))
    assert client.post("/barriers/new", data={**sent, choice: "mask"}).status_code == 303
    assert session.scalars(select(BarrierReport.body)).one() == f"Ask {MASK}."
