"""Requirements S7, S20 to S25, S31, S33, S34, S59 and S61, as a stranger or a curious colleague would try them."""

from __future__ import annotations

import logging
import re
from http import HTTPStatus
from typing import Literal

import pytest
from argon2 import Parameters, PasswordHasher, extract_parameters
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import create_app
from app.accounts.credentials import hash_password, link_token
from app.accounts.models import Person, SignInSession
from app.jobs.models import Job
from app.jobs.run import Task
from app.outbox.deliver import deliver_waiting
from app.outbox.models import OutboxMessage
from app.policy.actor import Role
from app.registry import HANDLERS, JOBS
from config import InvalidSettings, Settings
from tests.conftest import Browser, CountQueries
from tests.factories.accounts import make_mandate, make_person

PASSWORD = "Nine grey herons at dusk"


@pytest.fixture
def quick_passwords(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make passwords cheap to check, for tests that give dozens."""
    monkeypatch.setattr("app.accounts.credentials._hasher", PasswordHasher(time_cost=1, memory_cost=64, parallelism=1))
    nobody = f"$argon2id$v=19$m=64,t=1,p=1${'A' * 22}${'A' * 43}"
    monkeypatch.setattr("app.accounts.credentials._NOBODYS_HASH", nobody)


@pytest.fixture(scope="module")
def password_hash() -> str:
    """Return the hash of the tests' password: made once, as it is slow on purpose."""
    return hash_password(PASSWORD)


@pytest.fixture
def person(session: Session, password_hash: str) -> Person:
    """Return somebody with a password."""
    person = make_person(session, email="ana@example.test", name="Ana Rebelo")
    person.password_hash = password_hash
    session.commit()
    return person


def attempt(client: FlaskClient, email: str, password: str, **more: str) -> tuple[int, str, str]:
    """Try to sign in; return the status, the page without what is different in every page, and Retry-After."""
    answer = client.post("/sign-in", data={"email": email, "password": password, **more})
    page = re.sub(r"nonce=\"[^\"]*\"|value=\"[^\"]*\"", "", answer.get_data(as_text=True))
    return answer.status_code, page, answer.headers.get("Retry-After", "")


@pytest.mark.usefixtures("quick_passwords", "stopped_clock")
def test_s22_after_ten_tries_the_right_password_is_refused_too(
    session: Session, person: Person, browser: Browser
) -> None:
    client = browser.stranger()
    answers = [attempt(client, "Ana@example.test ", f"wrong {number}")[0] for number in range(10)]
    assert set(answers) == {HTTPStatus.UNPROCESSABLE_ENTITY}
    status, page, retry_after = attempt(client, person.email, PASSWORD)
    assert status == HTTPStatus.TOO_MANY_REQUESTS
    assert 0 < int(retry_after) <= 600
    assert "Too many attempts." in page
    assert session.scalars(select(SignInSession)).all() == []


@pytest.mark.usefixtures("quick_passwords", "stopped_clock")
def test_s22_s23_an_unknown_account_is_locked_with_the_same_words(person: Person, browser: Browser) -> None:
    client = browser.stranger()
    known = [attempt(client, person.email, "wrong")[:2] for _ in range(11)]
    unknown = [attempt(client, "nobody@example.test", "wrong")[:2] for _ in range(11)]
    assert known == unknown
    assert known[10][0] == HTTPStatus.TOO_MANY_REQUESTS


@pytest.mark.usefixtures("quick_passwords", "stopped_clock")
def test_s22_others_behind_the_same_address_go_on_and_the_owner_is_told_once(
    session: Session, person: Person, browser: Browser
) -> None:
    other = make_person(session)
    other.password_hash = person.password_hash
    session.commit()
    for _ in range(14):
        attempt(browser.stranger(), person.email, "wrong")
    assert attempt(browser.stranger(), other.email, PASSWORD)[0] == HTTPStatus.SEE_OTHER
    told = session.scalars(select(OutboxMessage).where(OutboxMessage.name == "accounts.locked_out")).all()
    assert [message.payload for message in told] == [{"person_id": person.id}]


@pytest.mark.usefixtures("quick_passwords", "stopped_clock")
def test_s22_the_right_password_starts_the_count_anew(person: Person, browser: Browser) -> None:
    for _ in range(2):
        for number in range(9):
            attempt(browser.stranger(), person.email, f"wrong {number}")
        assert attempt(browser.stranger(), person.email, PASSWORD)[0] == HTTPStatus.SEE_OTHER


@pytest.mark.usefixtures("quick_passwords", "stopped_clock")
def test_s22_one_address_cannot_try_every_account(app: Flask, browser: Browser) -> None:
    app.extensions["settings"] = Settings(secret_key="x" * 40, sign_in_attempts_per_address="5 per 5 minutes")
    client = browser.stranger()
    answers = [attempt(client, f"person-{number}@example.test", "Summer2026!!")[0] for number in range(7)]
    assert answers == [422] * 5 + [429] * 2


@pytest.mark.usefixtures("quick_passwords", "stopped_clock")
def test_s22_a_browser_left_open_cannot_guess_the_password(session: Session, person: Person, browser: Browser) -> None:
    client, new = browser.as_(person), "Four kites above the dunes"
    before = person.password_hash

    def change(old: str) -> int:
        form = {"old_password": old, "new_password": new, "repeated": new}
        return client.post("/profile/password", data=form).status_code

    assert {change(f"wrong {number}") for number in range(10)} == {HTTPStatus.UNPROCESSABLE_ENTITY}
    assert change(PASSWORD) == HTTPStatus.TOO_MANY_REQUESTS
    session.expire_all()
    assert person.password_hash == before


@pytest.mark.usefixtures("stopped_clock")
def test_s22_links_cannot_fill_a_mailbox(session: Session, person: Person, browser: Browser) -> None:
    client = browser.stranger()
    answers = [client.post("/sign-in/link", data={"email": person.email}).status_code for _ in range(7)]
    assert answers == [303] * 5 + [429] * 2
    client = browser.stranger()
    unknown = [client.post("/sign-in/link", data={"email": "no@example.test"}).status_code for _ in range(7)]
    assert unknown == answers
    assert len(session.scalars(select(OutboxMessage)).all()) == 5
    for _ in range(8):  # other browsers: all are answered alike, and the mailbox takes twenty
        stranger = browser.stranger()
        assert [stranger.post("/sign-in/link", data={"email": person.email}).status_code for _ in range(5)] == [303] * 5
    assert len(session.scalars(select(OutboxMessage)).all()) == 20


@pytest.mark.usefixtures("stopped_clock")
def test_s22_who_asks_for_somebody_elses_link_takes_nothing_from_them(
    session: Session, person: Person, browser: Browser
) -> None:
    """Neither the link they have nor their tries."""
    owner = browser.stranger()
    owner.post("/sign-in/link", data={"email": person.email})
    first = session.scalars(select(OutboxMessage)).one().payload["link_id"]
    attacker = browser.stranger()
    for _ in range(7):
        attacker.post("/sign-in/link", data={"email": person.email})
    assert owner.post("/sign-in/link", data={"email": person.email}).status_code == 303
    assert len(session.scalars(select(OutboxMessage)).all()) == 7
    token = link_token(str(browser.app.secret_key), first)
    assert owner.post(f"/sign-in/link/{token}").location == "/"


@pytest.mark.slow
def test_s23_time_does_not_tell_who_has_an_account(
    session: Session, person: Person, browser: Browser, queries: CountQueries, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What takes time is counted, as a clock says little on a busy machine: hashes with their cost, and statements."""
    hashed: list[Parameters] = []

    class Counting(PasswordHasher):
        def verify(self, hash: str | bytes, password: str | bytes) -> Literal[True]:  # noqa: A002 - the library's name
            hashed.append(extract_parameters(str(hash)))
            return super().verify(hash, password)

    monkeypatch.setattr("app.accounts.credentials._hasher", Counting())
    bare = make_person(session)
    session.commit()
    client = browser.stranger()
    work = []
    for email in (person.email, bare.email, "nobody@example.test"):
        hashed.clear()
        with queries() as statements:
            attempt(client, email, "wrong")
        work.append(([*hashed], [statement.split()[0] for statement in statements.seen]))
    assert work[0] == work[1] == work[2]
    assert work[0][0] == [extract_parameters(person.password_hash or "")]


def test_s24_the_cookie_is_new_after_signing_in_and_dead_after_signing_out(person: Person, browser: Browser) -> None:
    client = browser.stranger()
    client.get("/sign-in")
    before = client.get_cookie("pepite")
    attempt(client, person.email, PASSWORD)
    inside = client.get_cookie("pepite")
    assert inside is not None
    assert before is None or before.value != inside.value
    client.post("/sign-out")
    thief = browser.stranger()
    thief.set_cookie("pepite", inside.value)
    assert thief.get("/profile").status_code == HTTPStatus.FOUND


def test_s24_a_cookie_planted_before_does_not_get_in(person: Person, browser: Browser) -> None:
    attacker = browser.stranger()
    with attacker.session_transaction() as cookie:
        cookie["_user_id"] = "planted"
    planted = attacker.get_cookie("pepite")
    assert planted is not None
    victim = browser.stranger()
    victim.set_cookie("pepite", planted.value)
    attempt(victim, person.email, PASSWORD)
    assert victim.get("/profile").status_code == HTTPStatus.OK
    assert attacker.get("/profile").status_code == HTTPStatus.FOUND


def test_s24_signing_in_again_ends_the_session_before(session: Session, person: Person, browser: Browser) -> None:
    client = browser.stranger()
    attempt(client, person.email, PASSWORD)
    attempt(client, person.email, PASSWORD)
    assert len(session.scalars(select(SignInSession)).all()) == 1


def test_s25_the_cookie_is_closed_to_scripts_and_other_sites(app: Flask, person: Person, browser: Browser) -> None:
    answer = browser.stranger().post("/sign-in", data={"email": person.email, "password": PASSWORD})
    cookie = answer.headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert app.config["SESSION_COOKIE_NAME"] == "pepite"


TOKENLESS = (
    "/sign-in",
    "/sign-in/link",
    "/sign-out",
    "/language",
    "/profile",
    "/profile/password",
    "/sessions/end-all",
)


@pytest.mark.parametrize("path", TOKENLESS)
@pytest.mark.parametrize("token", [None, "", "wrong", "\u00e9\u00e8\u2713", "\x00"])
def test_s31_a_form_without_its_token_changes_nothing(
    session: Session, person: Person, browser: Browser, path: str, token: str | None
) -> None:
    browser.app.config["WTF_CSRF_ENABLED"] = True
    data = {"locale": "de", "email": person.email, "password": PASSWORD}
    answer = browser.as_(person).post(path, data=data if token is None else {**data, "csrf_token": token})
    assert answer.status_code == HTTPStatus.BAD_REQUEST
    session.refresh(person)
    assert person.locale is None
    assert len(session.scalars(select(SignInSession)).all()) == 1


@pytest.mark.parametrize("headers", [{"Origin": "https://evil.test"}, {"Sec-Fetch-Site": "cross-site"}])
def test_s31_another_site_cannot_sign_anybody_in(person: Person, browser: Browser, headers: dict[str, str]) -> None:
    data = {"email": person.email, "password": PASSWORD}
    assert browser.stranger().post("/sign-in", data=data, headers=headers).status_code == HTTPStatus.BAD_REQUEST


@pytest.mark.parametrize("path", ["/sign-out", "/language", "/sessions/end-all", "/profile/password"])
def test_s31_nothing_changes_by_opening_an_address(session: Session, browser: Browser, path: str) -> None:
    assert browser.as_(make_person(session)).get(path).status_code == HTTPStatus.METHOD_NOT_ALLOWED


def test_s31_signing_in_with_tokens_works_and_the_page_after_has_a_fresh_one(
    app: Flask, person: Person, browser: Browser
) -> None:
    app.config["WTF_CSRF_ENABLED"] = True
    client = browser.stranger()
    stopped = client.post("/profile", data={"locale": "de", "time_zone": "-"}).get_data(as_text=True)
    carried, token = field(stopped, "carried"), field(stopped, "csrf_token")
    form = client.post("/sign-in", data={"carried": carried, "csrf_token": token}).get_data(as_text=True)
    data = {"email": person.email, "password": PASSWORD, "carried": field(form, "carried")}
    resumed = client.post("/sign-in", data={**data, "csrf_token": field(form, "csrf_token")}).get_data(as_text=True)
    assert "Ana Rebelo" in resumed  # the page already knows who has signed in
    back = {"csrf_token": field(resumed, "csrf_token"), "_resumed": "1", "locale": "de", "time_zone": "-"}
    shown = client.post("/profile", data=back)
    assert shown.status_code == HTTPStatus.OK
    assert '<option selected value="de">' in shown.get_data(as_text=True)


def field(page: str, name: str) -> str:
    """Return the value of the last hidden field of that name."""
    found: list[str] = re.findall(rf'name="{name}"[^>]* value="([^"]*)"', page)
    return found[-1]


@pytest.mark.parametrize(
    "target",
    [
        "//evil.test", "/\\evil.test", "\\\\evil.test", "https://evil.test", "http:evil.test", "javascript:alert(1)",
        "///evil.test", "/\t/evil.test", "/\n/evil.test", "/\r\nSet-Cookie: a=b", "evil.test", "@evil.test",
        "https:/\\evil.test", " //evil.test", "data:text/html,x", "/" * 3000, "ftp://evil.test/", "",
    ],
)  # fmt: skip
def test_s33_signing_in_never_leads_to_another_site(person: Person, browser: Browser, target: str) -> None:
    answer = browser.stranger().post("/sign-in", data={"email": person.email, "password": PASSWORD, "next": target})
    assert (answer.status_code, answer.headers["Location"]) == (303, "/")
    language = browser.stranger().post("/language", data={"locale": "fr", "next": target})
    assert language.headers["Location"] == "/"


def test_s33_percent_signs_stay_on_this_site(person: Person, browser: Browser) -> None:
    data = {"email": person.email, "password": PASSWORD, "next": "/%2f%2fevil.test"}
    assert browser.stranger().post("/sign-in", data=data).headers["Location"].startswith("/%2f")


@pytest.mark.parametrize("name", ["Host", "X-Forwarded-Host", "Forwarded", "X-Original-URL"])
def test_s34_mail_links_lead_to_the_configured_site(
    app: Flask, session: Session, person: Person, browser: Browser, name: str
) -> None:
    browser.stranger().post("/sign-in/link", data={"email": person.email}, headers={name: "evil.test"})
    deliver_waiting(session, HANDLERS)
    with app.app_context():
        for job in session.scalars(select(Job)).all():
            JOBS[job.name](session, Task(job.id, job.name, job.payload, 1))
    (mail,) = app.extensions["mail_sender"].sent
    assert "evil.test" not in mail.text + mail.html
    assert "http://localhost/sign-in/link/" in mail.text


def test_s21_s59_the_page_of_a_link_keeps_its_address_to_itself(browser: Browser) -> None:
    headers = browser.stranger().get("/sign-in/link/unknown").headers
    assert (headers["Referrer-Policy"], headers["X-Robots-Tag"]) == ("no-referrer", "noindex")


def test_s59_logs_hold_neither_password_nor_address(
    person: Person, browser: Browser, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    attempt(browser.stranger(), person.email, "hunter2-hunter2")
    attempt(browser.stranger(), person.email, PASSWORD)
    browser.stranger().get("/sign-in/link/a-secret-token")
    for secret in ("hunter2", PASSWORD, person.email, "a-secret-token"):
        assert secret not in caplog.text


def test_s07_a_disabled_account_is_out_at_the_next_request(session: Session, person: Person, browser: Browser) -> None:
    administrator = make_person(session)
    make_mandate(session, person=administrator, role=Role.ADMINISTRATOR)
    client, boss = browser.as_(person), browser.as_(administrator)
    assert client.get("/profile").status_code == HTTPStatus.OK
    page = boss.get("/people?q=ana").get_data(as_text=True)
    found = re.search(r'action="(/people/\w{13}/disable)"', page)
    assert found is not None
    boss.post(found.group(1))
    assert client.get("/profile").status_code == HTTPStatus.FOUND
    assert attempt(browser.stranger(), person.email, PASSWORD)[0] == HTTPStatus.UNPROCESSABLE_ENTITY


@pytest.mark.parametrize("key", ["", "changeme", "x" * 31, "please-change-me"])
def test_s61_production_does_not_start_with_a_weak_secret(key: str) -> None:
    with pytest.raises(InvalidSettings, match="PEPITE_SECRET_KEY"):
        Settings.from_environ(
            {"PEPITE_ENV": "production", "PEPITE_SECRET_KEY": key, "PEPITE_BASE_URL": "https://pepite.example"}
        )


def test_s61_the_cookie_is_bound_to_the_host_over_https(settings: Settings) -> None:
    secure = create_app(Settings(secret_key=settings.secret_key, database_url="sqlite://", cookie_secure=True))
    assert secure.config["SESSION_COOKIE_NAME"] == "__Host-pepite"
    assert secure.config["SESSION_COOKIE_SECURE"] is True
