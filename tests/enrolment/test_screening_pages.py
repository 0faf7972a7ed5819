"""The questions on the page on which people join, and the answers beside who asked."""

from __future__ import annotations

import re
from html import unescape

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import Person
from app.core.private_data import MASK
from app.enrolment.models import Enrolment
from app.enrolment.service import JoinInput, RecruitmentInput, enrol, leave, set_recruitment
from app.enrolment.types import EnrolmentStatus
from app.entities.models import Entity
from app.policy.actor import SYSTEM, Role
from app.questionnaires.models import Response, StoredCell
from tests.conftest import Browser, CountQueries
from tests.enrolment.screened import Screening, make_screening
from tests.factories.accounts import actor_for, make_entity, make_mandate, make_person
from tests.factories.campaigns import make_campaign, make_edition

JOIN, LIST = "/campaigns/own-app/join", "/campaigns/own-app/applications"


@pytest.fixture
def entity(session: Session) -> Entity:
    return make_entity(session, name="Lusocrédito", code="luso")


@pytest.fixture
def asked(session: Session, entity: Entity) -> Screening:
    made = make_screening(
        session, make_edition(session, campaign=make_campaign(session, slug="own-app"), entity=entity)
    )
    session.commit()
    return made


def manager(session: Session, entity: Entity) -> Person:
    person = make_person(session, entity=entity)
    make_mandate(session, person=person, role=Role.COMMUNITY_MANAGER, entity=entity)
    return person


def plain(page: str) -> str:
    """Return a page's words."""
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", page)))


def test_the_questions_stand_on_the_page_and_say_who_reads_them(
    browser: Browser, session: Session, entity: Entity, asked: Screening
) -> None:
    page = browser.as_(make_person(session, entity=entity)).get(JOIN).text
    assert "Which phone do you use?" in page
    assert "Since when" not in page
    assert "those who decide on applications read your answers beside your name. Nobody else" in plain(page)
    answer = browser.as_(make_person(session, entity=entity)).post(
        JOIN, data=asked.form(phone=str(asked.small.id), why="I am curious.")
    )
    assert answer.status_code == 302
    assert session.scalars(select(Enrolment.status)).all() == [EnrolmentStatus.ACCEPTED]


def test_what_is_missing_is_said_beside_it_and_the_rest_is_kept(
    browser: Browser, session: Session, entity: Entity, asked: Screening
) -> None:
    client = browser.as_(make_person(session, entity=entity))
    answer = client.post(JOIN, data=asked.form(why="Because I like <small> things"))
    assert answer.status_code == 422
    assert "Because I like &lt;small&gt; things" in answer.text
    assert re.search(rf'id="q{asked.phone.id}-error"><span>Please answer this question\.', answer.text)
    assert f'<a href="#q{asked.phone.id}">' in answer.text
    assert session.scalars(select(Enrolment)).all() == []
    tampered = client.post(JOIN, data=asked.form(phone="1; drop", why="x"))
    assert tampered.status_code == 422


@pytest.mark.parametrize(
    "words", ["PT50 0002 0123 1234 5678 9015 4", "4111 1111 1111 1111", "rui@example.org", "+351 912 345 678"]
)
def test_words_that_look_like_somebodys_data_are_asked_about_before_anything_is_stored(
    browser: Browser, session: Session, entity: Entity, asked: Screening, words: str
) -> None:
    client = browser.as_(make_person(session, entity=entity))
    sent = asked.form(phone=str(asked.small.id), why=f"Write to {words}.")
    page = client.post(JOIN, data=sent)
    assert page.status_code == 422
    text = unescape(page.text)
    assert "Nothing has been sent yet. Please look at this first:" in text
    found = re.findall(r'<fieldset class="found" id="(found-\w{16})"', text)
    assert len(found) == 1
    assert text.index(f'id="q{asked.why.id}"') < text.index(f'<fieldset class="found" id="{found[0]}"')
    assert f">Write to {words}.</textarea>" in text or f'value="Write to {words}."' in text
    assert session.scalars(select(Response)).all() == []
    assert session.scalars(select(Enrolment)).all() == []
    assert client.post(JOIN, data=sent | {found[0]: "sell"}).status_code == 422
    assert client.post(JOIN, data=sent | {found[0]: "mask"}).status_code == 302
    stored = session.scalars(select(StoredCell.words).where(StoredCell.question_id == asked.why.id)).all()
    assert stored == [f"Write to {MASK}."]


def test_what_is_invented_can_be_kept_and_what_is_missing_comes_first(
    browser: Browser, session: Session, entity: Entity, asked: Screening
) -> None:
    client = browser.as_(make_person(session, entity=entity))
    why = "Write to rui@example.org."
    first = client.post(JOIN, data=asked.form(why=why))
    assert first.status_code == 422
    assert "found-" not in first.text
    sent = asked.form(phone=str(asked.small.id), why=why)
    found = re.findall(r'id="(found-\w{16})"', client.post(JOIN, data=sent).text)
    assert client.post(JOIN, data=sent | {found[0]: "keep"}).status_code == 302
    assert why in session.scalars(select(StoredCell.words)).all()


def test_a_question_that_an_answer_leads_to_comes_with_the_next_page(
    browser: Browser, session: Session, entity: Entity, asked: Screening
) -> None:
    client = browser.as_(make_person(session, entity=entity))
    large = str(asked.large.id)
    more = client.post(JOIN, data=asked.form(phone=large, why="To see"))
    assert more.status_code == 422
    assert "there is something more to answer" in more.text
    assert "Since when do you use the large one?" in more.text
    assert "Please answer this question." not in more.text
    assert ">To see</textarea>" in more.text
    assert re.search(rf'value="{large}" checked', more.text)
    everything = (asked.phone, asked.since, asked.why)
    assert client.post(JOIN, data=asked.form(*everything, phone=large, since="", why="To see")).status_code == 302
    assert session.scalars(select(StoredCell.words).where(StoredCell.question_id == asked.why.id)).all() == ["To see"]


def test_what_was_typed_under_an_answer_that_changed_is_kept_and_not_stored(
    browser: Browser, session: Session, entity: Entity, asked: Screening
) -> None:
    client = browser.as_(make_person(session, entity=entity))
    everything = (asked.phone, asked.since, asked.why)
    sent = asked.form(*everything, phone=str(asked.small.id), since="Since May", why="")
    answer = client.post(JOIN, data=sent)
    assert answer.status_code == 422
    assert re.search(rf'<input type="hidden" name="q{asked.since.id}" value="Since May">', answer.text)
    assert client.post(JOIN, data=sent | {f"q{asked.why.id}": "Now"}).status_code == 302
    assert "Since May" not in session.scalars(select(StoredCell.words)).all()


def test_a_page_opened_before_questions_were_asked_shows_them(
    browser: Browser, session: Session, entity: Entity, asked: Screening
) -> None:
    answer = browser.as_(make_person(session, entity=entity)).post(JOIN)
    assert answer.status_code == 422
    assert asked.phone.id
    assert "Which phone do you use?" in answer.text


def test_the_answers_stand_beside_who_asked_while_they_wait(
    browser: Browser, session: Session, entity: Entity, asked: Screening
) -> None:
    set_recruitment(session, SYSTEM, asked.edition.id, RecruitmentInput(5, asks_first=True))
    enrol(
        session,
        asked.employee(session),
        asked.edition.id,
        JoinInput(answers=asked.typed(asked.large, "For <b>fun</b>")),
    )
    client = browser.as_(manager(session, entity))
    page = client.get(LIST).text
    assert "Which phone do you use?" in page
    assert "A large one" in page
    assert "For &lt;b&gt;fun&lt;/b&gt;" in page
    decline = re.findall(r'action="([^"]+/decline)"', page)
    assert "A large one" not in client.post(decline[0], follow_redirects=True).text
    assert session.scalars(select(Response)).all() == []


def test_the_page_of_applications_asks_no_more_with_more_rows(
    browser: Browser, session: Session, entity: Entity, asked: Screening, queries: CountQueries
) -> None:
    set_recruitment(session, SYSTEM, asked.edition.id, RecruitmentInput(5, asks_first=True))
    client = browser.as_(manager(session, entity))
    counts = []
    for _ in range(2):
        for _person in range(3):
            enrol(session, asked.employee(session), asked.edition.id, JoinInput(answers=asked.typed(asked.small)))
        session.commit()
        client.get(LIST)
        with queries() as counted:
            client.get(LIST)
        counts.append(len(counted))
    assert counts[0] == counts[1]


def test_own_answers_stand_among_what_is_mine(
    browser: Browser, session: Session, entity: Entity, asked: Screening
) -> None:
    person = make_person(session, entity=entity)
    client, mine = browser.as_(person), "/mine?part=questionnaires"
    assert "Questions when applying" not in client.get(mine).text
    client.post(JOIN, data=asked.form(phone=str(asked.small.id), why="I am curious."))
    page = client.get(mine).text
    url = re.search(r'href="(/campaigns/own-app/questionnaires/\d+/applied)"', page)
    assert url is not None
    words = plain(client.get(url[1]).text)
    assert "Which phone do you use?" in words
    assert "I am curious." in words
    assert browser.as_(make_person(session, entity=entity)).get(url[1]).status_code == 404
    assert browser.as_(manager(session, entity)).get(url[1]).status_code == 404
    assert client.get(url[1].replace("own-app", "other-app")).status_code == 404
    enrolment = session.scalars(select(Enrolment).where(Enrolment.person_id == person.id)).one()
    leave(session, actor_for(person), enrolment.id)
    assert client.get(url[1]).status_code == 404
    assert "Questions when applying" not in client.get(mine).text
