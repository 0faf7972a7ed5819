"""The pages of accounts."""

from __future__ import annotations

import re
from datetime import timedelta
from http import HTTPStatus

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from app.accounts.jobs import mail_link, mail_lock_out
from app.accounts.models import Mandate, Person, SignInLink, SignInSession
from app.accounts.presenters import device_of
from app.accounts.service import ask_sign_in_link
from app.accounts.types import MandateStatus, PersonStatus
from app.core import clock, idents
from app.jobs.models import Job
from app.jobs.run import Task
from app.mail.message import Message
from app.outbox.deliver import deliver_waiting
from app.policy.actor import SYSTEM, Role
from app.registry import HANDLERS, JOBS
from tests.accounts.conftest import PASSWORD, MakeMember
from tests.conftest import SECRET, Browser, CountQueries
from tests.factories.accounts import make_entity, make_mandate, make_person, make_session

SIGN_IN_PAGE = "/sign-in"


def sign_in(client: FlaskClient, person: Person, password: str = PASSWORD, **more: str) -> TestResponse:
    """Send the sign-in form."""
    return client.post(SIGN_IN_PAGE, data={"email": person.email, "password": password, **more})


def text_of(response: TestResponse) -> str:
    """Return the page, checked to be one."""
    assert response.mimetype == "text/html"
    return response.get_data(as_text=True)


@pytest.fixture
def administrator(session: Session) -> Person:
    """Return somebody who runs the installation."""
    person = make_person(session, name="Melanie Thevenoux")
    make_mandate(session, person=person, role=Role.ADMINISTRATOR)
    return person


# --- signing in ------------------------------------------------------------------------------------


def test_t1_signing_in_leads_to_ones_own_entity_and_language(
    session: Session, make_member: MakeMember, browser: Browser
) -> None:
    person = make_member(entity=make_entity(session, name="Lusocrédito", locales=("pt-PT",)), name="Ana Rebelo")
    client = browser.stranger(language="")
    answer = sign_in(client, person, next="/profile")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/profile")
    page = text_of(client.get("/profile"))
    assert 'lang="pt-PT"' in page
    assert "Lusocrédito" in page


def test_the_sign_in_page_says_what_is_wrong_and_keeps_the_address(make_member: MakeMember, browser: Browser) -> None:
    answer = sign_in(browser.stranger(), make_member(email="ana@example.test"), "not this one")
    page = text_of(answer)
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "The e-mail address or the password is not right." in page
    assert "ana@example.test" in page
    assert "not this one" not in page


def test_empty_fields_are_refused(browser: Browser) -> None:
    answer = browser.stranger().post(SIGN_IN_PAGE, data={"email": "", "password": ""})
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert text_of(answer).count("Please fill in this field.") == 4  # in the summary, and beside each field


def test_who_is_signed_in_needs_no_sign_in_page(session: Session, browser: Browser) -> None:
    answer = browser.as_(make_person(session)).get("/sign-in?next=/profile")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/profile")


@pytest.mark.parametrize(("language", "direction"), [("ar", "rtl"), ("fr", "ltr")])
def test_the_sign_in_page_speaks_the_browsers_language(browser: Browser, language: str, direction: str) -> None:
    assert f'lang="{language}" dir="{direction}"' in text_of(browser.stranger(language).get(SIGN_IN_PAGE))


def test_what_was_written_comes_back_after_signing_in(
    session: Session, make_member: MakeMember, browser: Browser
) -> None:
    client, person = browser.stranger(), make_member()
    stopped = client.post("/profile", data={"locale": "de", "note": 'Long "words" <b>& more</b>', "old_password": "s3"})
    assert stopped.status_code == HTTPStatus.UNAUTHORIZED
    carried = hidden(text_of(stopped), "carried")
    page = text_of(client.post(SIGN_IN_PAGE, data={"carried": carried, "resume": "1"}))
    assert hidden(page, "carried") == carried
    assert "Nothing has been sent yet." in page
    wrong = sign_in(client, person, "wrong", carried=carried)
    assert hidden(text_of(wrong), "carried") == carried
    resumed = text_of(sign_in(client, person, carried=carried))
    assert 'action="/profile"' in resumed
    assert 'name="note" value="Long &#34;words&#34; &lt;b&gt;&amp; more&lt;/b&gt;"' in resumed
    assert 'name="_resumed" value="1"' in resumed
    assert "s3" not in re.findall(r'value="([^"]*)"', resumed)
    shown = client.post("/profile", data={"locale": "de", "_resumed": "1"})
    assert shown.status_code == HTTPStatus.OK
    session.refresh(person)
    assert person.locale is None  # shown again, not kept yet


def hidden(page: str, name: str) -> str:
    """Return the value of a hidden field."""
    found = re.search(rf'name="{name}"[^>]* value="([^"]*)"', page)
    assert found is not None, name
    return found.group(1)


def test_an_altered_text_is_not_brought_back(make_member: MakeMember, browser: Browser) -> None:
    answer = sign_in(browser.stranger(), make_member(), carried="eyJwYXRoIjogIi8ifQ.x.y")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/")


def test_signing_out_ends_the_session(session: Session, browser: Browser) -> None:
    client = browser.as_(make_person(session))
    answer = client.post("/sign-out")
    assert (answer.status_code, answer.headers["Location"]) == (303, SIGN_IN_PAGE)
    assert client.get("/profile").status_code == HTTPStatus.FOUND
    assert session.scalars(select(SignInSession)).all() == []


# --- links -----------------------------------------------------------------------------------------


def test_asking_for_a_link_has_one_answer_and_one_mail(
    session: Session, app: Flask, make_member: MakeMember, browser: Browser
) -> None:
    person = make_member(locale="fr", name="Ana Rebelo")
    answers = [
        browser.stranger().post("/sign-in/link", data={"email": email})
        for email in (person.email, "nobody@example.test")
    ]
    assert {(answer.status_code, answer.headers["Location"]) for answer in answers} == {(303, "/sign-in/link?sent=1")}
    assert "If this address has an account" in text_of(browser.stranger().get("/sign-in/link?sent=1"))
    mail = sent(app, session)
    assert (mail.to, mail.locale) == (person.email, "fr")
    link = re.search(r"^http://localhost(/sign-in/link/[\w-]{43})$", mail.text, re.MULTILINE)
    assert link is not None
    assert link.group(1) in mail.html
    client = browser.stranger()
    assert client.post(link.group(1)).headers["Location"] == "/"
    assert client.get("/profile").status_code == HTTPStatus.OK


def sent(app: Flask, session: Session) -> Message:
    """Deliver what waits, and return the one mail that left."""
    deliver_waiting(session, HANDLERS)
    with app.app_context():
        for job in session.scalars(select(Job)).all():
            JOBS[job.name](session, Task(job.id, job.name, job.payload, 1))
        (mail,) = app.extensions["mail_sender"].sent
    assert isinstance(mail, Message)
    return mail


def test_s59_neither_outbox_nor_jobs_hold_the_token(session: Session, app: Flask) -> None:
    person = make_person(session)
    ask_sign_in_link(session, SYSTEM, person.email, SECRET)
    token = sent(app, session).text.split("/sign-in/link/")[1].split()[0]
    assert token not in repr([job.payload for job in session.scalars(select(Job))])


def test_a_link_used_or_replaced_is_not_mailed(session: Session, app: Flask) -> None:
    ask_sign_in_link(session, SYSTEM, make_person(session).email, SECRET)
    link = session.scalars(select(SignInLink)).one()
    link.used_at = clock.now()
    session.commit()
    with app.app_context():
        mail_link(session, Task(1, "accounts.mail_link", {"link_id": link.id}, 1))
        mail_link(session, Task(1, "accounts.mail_link", {"link_id": 42}, 1))
        mail_lock_out(session, Task(1, "accounts.mail_lock_out", {"person_id": 42}, 1))
    assert app.extensions["mail_sender"].sent == []


def test_a_dead_link_offers_a_new_one(browser: Browser) -> None:
    answer = browser.stranger().get("/sign-in/link/unknown")
    assert answer.status_code == HTTPStatus.GONE
    assert "This link is no longer valid." in text_of(answer)
    assert 'href="/sign-in/link"' in text_of(answer)


# --- language --------------------------------------------------------------------------------------


def test_a_stranger_chooses_a_language(browser: Browser) -> None:
    client = browser.stranger()
    answer = client.post("/language", data={"locale": "ar", "next": SIGN_IN_PAGE})
    assert (answer.status_code, answer.headers["Location"]) == (303, SIGN_IN_PAGE)
    assert 'lang="ar" dir="rtl"' in text_of(client.get(SIGN_IN_PAGE))
    client.post("/language", data={"locale": "tlh"})
    assert 'lang="ar"' in text_of(client.get(SIGN_IN_PAGE))


def test_a_persons_language_follows_them(session: Session, browser: Browser) -> None:
    person = make_person(session)
    browser.as_(person).post("/language", data={"locale": "pt-PT", "next": "/profile"})
    session.refresh(person)
    assert person.locale == "pt-PT"
    assert 'lang="pt-PT"' in text_of(browser.as_(person).get("/profile"))


# --- profile ---------------------------------------------------------------------------------------


def test_the_profile_keeps_language_and_time_zone(session: Session, browser: Browser) -> None:
    person = make_person(session)
    client = browser.as_(person)
    answer = client.post("/profile", data={"locale": "de", "time_zone": "Europe/Berlin", "version": "1"})
    assert answer.status_code == HTTPStatus.SEE_OTHER
    session.refresh(person)
    assert (person.locale, person.time_zone) == ("de", "Europe/Berlin")
    wrong = client.post("/profile", data={"locale": "xx", "time_zone": "Mars/Olympus"})
    assert wrong.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert 'value="Europe/Berlin"' in text_of(client.get("/profile"))


def test_two_windows_do_not_overwrite_each_other_s_settings(session: Session, browser: Browser) -> None:
    person = make_person(session)
    client = browser.as_(person)
    first = {"locale": "en", "time_zone": "Europe/Berlin", "version": "1"}
    for _ in range(2):  # a double click is one change
        assert client.post("/profile", data=first).status_code == HTTPStatus.SEE_OTHER
    second = {"locale": "en", "time_zone": "Asia/Dubai", "version": "1"}
    answer = client.post("/profile", data=second)
    assert answer.status_code == HTTPStatus.CONFLICT
    assert "Berlin (Germany)</p>" in answer.text
    assert '<option selected value="Asia/Dubai">' in answer.text
    assert 'name="version" type="hidden" value="2"' in answer.text
    assert client.post("/profile", data=second | {"version": "2"}).status_code == HTTPStatus.SEE_OTHER
    session.refresh(person)
    assert person.time_zone == "Asia/Dubai"


def test_a_changed_password_keeps_this_browser_and_ends_the_others(make_member: MakeMember, browser: Browser) -> None:
    person = make_member()
    here, there = browser.as_(person), browser.as_(person)
    wrong = {"old_password": "wrong", "new_password": "Seven quiet lanterns", "repeated": "Seven quiet lantern"}
    assert "The two new passwords are not the same." in text_of(here.post("/profile/password", data=wrong))
    answer = here.post("/profile/password", data={**wrong, "repeated": wrong["new_password"]})
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "This is not your current password." in text_of(answer)
    right = {**wrong, "repeated": wrong["new_password"], "old_password": PASSWORD}
    assert here.post("/profile/password", data=right).status_code == HTTPStatus.SEE_OTHER
    assert "Your password has been changed." in text_of(here.get("/profile"))
    assert there.get("/profile").status_code == HTTPStatus.FOUND


def test_sessions_are_listed_and_ended(session: Session, browser: Browser) -> None:
    person = make_person(session)
    here, there = browser.as_(person), browser.as_(person)
    page = text_of(here.get("/profile"))
    urls = re.findall(r'action="(/sessions/\w{13}/end)"', page)
    assert len(urls) == 2
    assert page.index("This browser") < page.index(urls[1])
    assert here.post(urls[1]).headers["Location"] == "/profile"
    assert there.get("/profile").status_code == HTTPStatus.FOUND
    assert here.post(urls[1]).status_code == HTTPStatus.NOT_FOUND
    assert here.post(urls[0]).headers["Location"] == SIGN_IN_PAGE
    assert here.get("/profile").status_code == HTTPStatus.FOUND


def test_sign_out_everywhere(session: Session, browser: Browser) -> None:
    person = make_person(session)
    here, there = browser.as_(person), browser.as_(person)
    assert here.post("/sessions/end-all").headers["Location"] == SIGN_IN_PAGE
    assert [client.get("/profile").status_code for client in (here, there)] == [302, 302]


@pytest.mark.parametrize(
    ("user_agent", "device"),
    [
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:128.0) Gecko/20100101 Firefox/128.0", "Firefox, Windows"),
        ("Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0 Safari/537.36",
         "Chrome, Linux"),
        ("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/126.0 Safari/537.36 Edg/126.0", "Edge, Windows"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1 Version/17.5 Safari/604.1",
         "Safari, iPhone"),
        ("curl/8.0", ""),
    ],
)  # fmt: skip
def test_a_device_is_browser_and_system_nothing_finer(user_agent: str, device: str) -> None:
    assert device_of(user_agent) == device


# --- mandates and accounts -------------------------------------------------------------------------


def test_the_list_of_mandates_and_its_filters(session: Session, administrator: Person, browser: Browser) -> None:
    entity = make_entity(session, name="Kreditwerk")
    person = make_person(session, name="Anja Hollweg")
    make_mandate(session, person=person, role=Role.AMBASSADOR, entity=entity, languages=("de",))
    client = browser.as_(administrator)
    page = text_of(client.get("/mandates"))
    assert "Anja Hollweg" in page
    assert "Melanie Thevenoux" in page
    narrowed = text_of(client.get(f"/mandates?entity={entity.code}&day={clock.today()}"))
    assert "German" in narrowed
    assert narrowed.count('class="line"') == 1
    assert "No mandate here" in text_of(client.get(f"/mandates?entity={entity.code}&day=2020-01-01"))
    assert "Enter at least 3\u00a0letters." in text_of(client.get("/mandates?name=ru"))
    assert "Enter at least" not in text_of(client.get("/mandates?name=rui"))
    assert client.get("/mandates?day=never&entity=nowhere&after=x").status_code == HTTPStatus.OK


def test_giving_and_ending_a_mandate(session: Session, administrator: Person, browser: Browser) -> None:
    entity, person = make_entity(session), make_person(session, email="rui@example.test")
    client = browser.as_(administrator)
    data = {"email": "nobody@example.test", "role": "ambassador", "entity": "-", "campaign": "-",
            "starts_on": clock.today().isoformat(), "ends_on": ""}  # fmt: skip
    for change, refusal in (
        ({}, "No active account has this e-mail address."),
        ({"email": "Rui@Example.test"}, "This role belongs to one entity."),
        ({"email": "rui@example.test", "entity": str(entity.id)}, "Choose the languages this ambassador reads."),
        ({"email": "rui@example.test", "entity": "99999"}, "This choice is not offered here."),
    ):
        answer = client.post("/mandates/new", data={**data, **change})
        assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
        assert refusal in text_of(answer)
    good = {**data, "email": "rui@example.test", "entity": str(entity.id), "languages": ["pt", "fr"]}
    assert client.post("/mandates/new", data=good).headers["Location"] == "/mandates"
    mandate = session.scalars(select(Mandate).where(Mandate.person_id == person.id)).one()
    assert (mandate.languages, mandate.given_by_id) == (["pt", "fr"], administrator.id)
    assert client.post(f"/mandates/{idents.encode(mandate.id)}/end").status_code == HTTPStatus.SEE_OTHER
    assert session.scalars(select(Mandate.status).where(Mandate.person_id == person.id)).one() is MandateStatus.ENDED
    assert "Ended" in text_of(client.get(f"/mandates?day={clock.today().isoformat()}"))


def test_a_role_kept_apart_is_proposed_and_agreed_to(session: Session, administrator: Person, browser: Browser) -> None:
    entity, person = make_entity(session), make_person(session, email="rui@example.test")
    second = make_person(session, name="Nadia Belkhir")
    make_mandate(session, person=second, role=Role.CENTRAL_TEAM)
    make_mandate(session, person=person, role=Role.SPONSOR, entity=entity)
    data = {"email": "rui@example.test", "role": "community_manager", "entity": str(entity.id), "campaign": "-",
            "starts_on": clock.today().isoformat()}  # fmt: skip
    client = browser.as_(administrator)
    refusal = text_of(client.post("/mandates/new", data={**data, "email": administrator.email}))
    assert "You cannot grant a mandate to yourself." in refusal
    assert "say why" in text_of(client.post("/mandates/new", data=data))
    client.post("/mandates/new", data={**data, "reason": "Nobody else is there in August."})
    mandate = session.scalars(select(Mandate).where(Mandate.status == MandateStatus.PROPOSED)).one()
    address = f"/mandates/{idents.encode(mandate.id)}"
    page = text_of(client.get("/mandates"))
    assert "Nobody else is there in August." in page
    assert f"{address}/confirm" not in page
    assert client.post(f"{address}/confirm").status_code == HTTPStatus.FORBIDDEN
    other = browser.as_(second)
    assert f"{address}/confirm" in text_of(other.get("/mandates"))
    assert other.post(f"{address}/confirm").status_code == HTTPStatus.SEE_OTHER
    session.refresh(mandate)
    assert (mandate.status, mandate.decided_by_id) == (MandateStatus.GIVEN, second.id)
    assert "agreed by Nadia Belkhir" in text_of(other.get("/mandates?role=community_manager"))


def test_the_form_offers_what_the_reader_may_give(session: Session, administrator: Person, browser: Browser) -> None:
    central = make_person(session)
    make_mandate(session, person=central, role=Role.CENTRAL_TEAM)
    options = [
        set(re.findall(r'<option value="([a-z_]+)"', text_of(browser.as_(person).get("/mandates/new"))))
        for person in (administrator, central)
    ]
    assert options[0] >= {role.value for role in Role}
    assert options[1] & {role.value for role in Role} == {"ambassador", "community_manager", "sponsor"}


def test_accounts_are_listed_made_and_disabled(session: Session, administrator: Person, browser: Browser) -> None:
    entity, person = make_entity(session), make_person(session, name="Rui Damásio")
    client = browser.as_(administrator)
    assert "Rui Damásio" in text_of(client.get("/people?q=dam%C3%A1s"))
    assert "Enter at least 3\u00a0letters." in text_of(client.get("/people?q=ru"))
    assert "No account found" in text_of(client.get("/people?q=zzzz"))
    data = {"email": "carla@example.test", "name": "Carla Semedo", "entity": str(entity.id)}
    assert client.post("/people/new", data=data).headers["Location"] == "/people"
    again = client.post("/people/new", data=data)
    assert again.status_code == HTTPStatus.CONFLICT
    assert "or one that looks the same" in text_of(again)
    place = f"/people/{idents.encode(person.id)}"
    for act, status in (("disable", PersonStatus.DISABLED), ("enable", PersonStatus.ACTIVE)):
        client.post(f"{place}/{act}")
        session.refresh(person)
        assert person.status is status
    own = client.post(f"/people/{idents.encode(administrator.id)}/disable")
    assert own.status_code == HTTPStatus.CONFLICT


def test_an_account_says_its_roles_and_leads_to_its_mandates(
    session: Session, administrator: Person, browser: Browser
) -> None:
    person, today = make_person(session, name="Rui Damásio", email="rui@example.test"), clock.today()
    entity = make_entity(session)
    make_mandate(session, person=person, role=Role.AMBASSADOR, entity=entity, ends_on=today, languages=("pt", "de"))
    past = make_mandate(session, person=person, role=Role.SPONSOR, entity=entity)
    past.starts_on = past.ends_on = today - timedelta(days=1)
    session.commit()
    client = browser.as_(administrator)
    page = text_of(client.get("/people?q=rui"))
    assert page.count('class="line"') == 1
    assert "Ambassador until" in page
    assert "Sponsor" not in page
    assert "/mandates/new?email=rui@example.test" in page
    assert 'value="rui@example.test"' in text_of(client.get("/mandates/new?email=rui@example.test"))
    assert "Ambassador" in text_of(client.get("/mandates?name=rui@example.test"))
    french = browser.as_(administrator, "fr").get("/mandates?name=rui@example.test")
    assert "Portugais et allemand" in text_of(french)


def test_lists_of_accounts_and_mandates_have_a_second_order(
    session: Session, administrator: Person, browser: Browser
) -> None:
    today = clock.today()
    for name, place, ends in (("Bea", "Alpha", 9), ("Carl", "Zulu", 1), ("Dora", "Mike", -1)):
        entity = make_entity(session, name=place)
        person = make_person(session, name=name, entity=entity)
        mandate = make_mandate(session, person=person, role=Role.SPONSOR, entity=entity)
        mandate.starts_on, mandate.ends_on = today - timedelta(days=9), today + timedelta(days=ends)
    session.commit()
    client = browser.as_(administrator)

    def order(path: str) -> list[str]:
        page = text_of(client.get(path))
        return [
            name for name in re.findall(r'<bdi dir="auto">(\w+)', page) if name in {"Bea", "Carl", "Dora", "Melanie"}
        ]

    assert order("/people") == ["Bea", "Carl", "Dora", "Melanie"]
    assert [name for name in order("/people?sort=entity") if name != "Melanie"] == ["Bea", "Dora", "Carl"]
    assert order("/mandates") == ["Bea", "Carl", "Dora", "Melanie"]
    assert order("/mandates?sort=end") == ["Carl", "Bea", "Melanie", "Dora"]


def test_s07_a_role_taken_away_closes_its_page_at_once(
    session: Session, administrator: Person, browser: Browser
) -> None:
    client = browser.as_(administrator)
    assert client.get("/people").status_code == HTTPStatus.OK
    mandate = session.scalars(select(Mandate)).one()
    mandate.starts_on = mandate.ends_on = clock.today() - timedelta(days=1)
    session.commit()
    assert client.get("/people").status_code == HTTPStatus.FORBIDDEN


@pytest.mark.parametrize("path", ["/mandates", "/mandates/new", "/people", "/people/new"])
def test_testers_see_no_list_of_people(session: Session, browser: Browser, path: str) -> None:
    assert browser.as_(make_person(session)).get(path).status_code == HTTPStatus.FORBIDDEN
    assert browser.stranger().get(path).status_code == HTTPStatus.FOUND


@pytest.mark.parametrize("page", ["/people", "/mandates", "/profile"])
def test_a_page_costs_the_same_whatever_it_lists(
    session: Session, browser: Browser, queries: CountQueries, page: str
) -> None:
    administrator = make_person(session)
    make_mandate(session, person=administrator, role=Role.ADMINISTRATOR)
    client = browser.as_(administrator)
    client.get(page)
    counted = []
    for _ in range(2):
        for _ in range(3):
            make_session(session, person=administrator)
            make_mandate(session, person=make_person(session), role=Role.SPONSOR, entity=make_entity(session))
        session.commit()
        with queries() as seen:
            assert client.get(page).status_code == 200
        counted.append(len(seen))
    assert counted[0] == counted[1]


@pytest.mark.parametrize("path", ["/sign-in", "/sign-in/link"])
def test_an_address_is_asked_for_in_one_line(browser: Browser, path: str) -> None:
    assert re.search(r'<input[^>]*name="email"[^>]*type="email"', browser.stranger().get(path).text)
