"""S3, S4, S8, S14, S15, S31, S33, S34: what may be sent, and what every answer says."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from http import HTTPStatus
from urllib.parse import quote

import pytest
from flask import Flask
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from app import create_app
from app.core import idents
from app.registry import ONE_CLICK_ENDPOINTS
from config import Settings
from tests.security.test_routes import LINES, SENT, address, cell
from tests.security.world import CAST, World

SCRIPT = "<script>alert(1)</script>"
GETS = [line for line in LINES if line.method == "GET" and line.place == "home" and not line.thing]
POSTS = [line for line in LINES if line.method == "POST" and line.place == "home"]


# --- foreign things --------------------------------------------------------------------------------


def strip(html: str) -> str:
    """Return a page without what differs from one answer to the next."""
    asked = r'value="[^"]{20,}"|page=[^"]*"|(open|draft|not)-[a-z]+|absent|abroad'
    return re.sub(rf'nonce="[^"]*"|{asked}|[0-9a-f]{{16}}|[0-9a-z]{{13}}', "", html)


@pytest.mark.parametrize("who", ["tester", "manager", "sponsor"])
def test_s03_foreign_things_look_like_missing_ones(world: World, who: str) -> None:
    missing = {"slug": "not-there", "code": "absent"}
    adapter = world.app.url_map.bind("localhost")
    for line in (line for line in LINES if line.place == "abroad" and line.cells[CAST.index(who)] == "404"):
        rule = next(rule for rule in world.app.url_map.iter_rules() if rule.endpoint == line.endpoint)
        values = {
            "number": 1,
            "locale": "fr",
            "act": "publish",
            "version": 0,
            "step": 1,
            "kind_name": "long_text",
            "token": "y" * 40,
            "kind": "xlsx" if line.endpoint == "translating.export" else "csv",
        } | missing
        absent_address = str(adapter.build(line.endpoint, {name: values.get(name, 4242) for name in rule.arguments}))
        sent = SENT.get(line.endpoint) if line.method == "POST" else None
        with world.undone():
            foreign = world.ask(who, line.method, address(world, line), data=sent)
            absent = world.ask(who, line.method, absent_address, data=sent)
        assert foreign.status_code == absent.status_code == 404, line
        assert strip(foreign.text) == strip(absent.text), line


def test_s04_nobody_acts_on_what_they_cannot_read() -> None:
    """Read from the signed table: a contribution's page says 404, then so does every act on it."""
    for place in ("home", "abroad"):
        for thing in ("", "waiting"):
            page = next(x for x in LINES if (x.endpoint, x.thing, x.place) == ("feedback.feedback", thing, place))
            acts = [
                line for line in LINES
                if line.thing == thing and line.place == place and line.method == "POST"
                and line.endpoint.startswith(("feedback.", "moderation.", "decisions."))
                and line.endpoint not in {"feedback.submit", "feedback.reference"}
                and line.endpoint not in {"moderation.bulk", "moderation.undo_bulk"}
                and line.endpoint not in {"moderation.download_log", "moderation.close_central_note"}
            ]  # fmt: skip
            assert acts
            for who, sight in enumerate(page.cells):
                if sight == "404":
                    assert {line.cells[who] for line in acts} == {"404"}, (CAST[who], thing, place)


# --- tricks with methods and spellings -------------------------------------------------------------


SPELLINGS = ("{}/", "/{}", "{}.json", "{};x", "{}%2f", "{}%00")
OVERRIDES = ({"X-HTTP-Method-Override": "POST"}, {"X-HTTP-Method": "DELETE"}, {"X-Original-URL": "/people"})


@pytest.mark.once
def test_s08_no_spelling_opens_more(world: World) -> None:
    """Whatever an outsider tries: never a page that the plain address does not give."""
    before = world.digest()
    for line in GETS:
        plain, expected = address(world, line), line.cells[CAST.index("employee")]
        for trick in (*(spelling.format(plain) for spelling in SPELLINGS), plain.upper()):
            if len(plain) > 1:
                answer = world.ask("employee", "GET", trick)
                is_elsewhere = answer.status_code in {308, 404, 405} or cell(answer) == "in"
                assert is_elsewhere or cell(answer) == expected, trick
        assert cell(world.ask("employee", "HEAD", plain)) == expected, plain
        for headers in OVERRIDES:
            assert cell(world.ask("employee", "GET", plain, headers=headers)) == expected, plain
        assert cell(world.ask("employee", "GET", f"{plain}?_method=POST")) == expected, plain
    assert world.digest() == before


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "TRACE", "CONNECT", "PROPFIND"])
def test_s08_other_methods_are_refused_with_what_is_allowed(world: World, method: str) -> None:
    for line in GETS + POSTS:
        answer = world.ask("admin", method, address(world, line))
        assert answer.status_code == HTTPStatus.METHOD_NOT_ALLOWED, line
        assert set(re.split(", *", answer.headers["Allow"])) & {"GET", "POST"}
        assert "cannot be used in this way" in answer.text


# --- what comes back -------------------------------------------------------------------------------


@pytest.mark.once
def test_s14_nothing_from_the_address_comes_back_as_markup(world: World) -> None:
    names = ("q", "after", "kind", "mission", "entity", "language", "state", "sort", "age", "day", "next", "per_page")
    query = "&".join(f"{name}={quote(SCRIPT + chr(34) + chr(39) + name)}" for name in names)
    for line in GETS:
        who = "admin" if "people" in line.endpoint else "manager"
        answer = world.ask(who, "GET", f"{address(world, line)}?{query}")
        assert answer.status_code < 500, line
        assert SCRIPT.encode() not in answer.data, line
        assert f'"{quote(SCRIPT)}' not in answer.headers.get("Location", "")


@pytest.mark.parametrize(
    "place", ["/<script>alert(1)</script>", "/campaigns/<script>alert(1)</script>", "/feedback/%3Cscript%3E"]
)
def test_s14_a_page_that_does_not_exist_repeats_nothing(world: World, place: str) -> None:
    answer = world.ask("tester", "GET", place)
    assert answer.status_code == 404
    assert "<script>alert" not in answer.text


HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": ("same-origin", "no-referrer"),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


def check_headers(answer: TestResponse) -> None:
    """Check what every answer must say of itself."""
    for name, value in HEADERS.items():
        assert answer.headers[name] in value
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    if "sandbox" not in policy:
        for rule in ("object-src 'none'", "base-uri 'none'", "frame-ancestors 'none'", "form-action 'self'"):
            assert rule in policy
    assert len(answer.headers.getlist("Content-Security-Policy")) == 1


@pytest.mark.once
def test_s15_every_answer_carries_the_headers(world: World) -> None:
    for line in LINES:
        if line.place == "home":
            who = "author" if line.endpoint.startswith(("feedback", "accounts")) else "central"
            with world.undone():
                answer = world.ask(who, line.method, address(world, line), data=SENT.get(line.endpoint))
            check_headers(answer)
            if not line.endpoint.startswith("assets"):
                assert answer.headers["Cache-Control"] == "no-store", line
    for method, place in (("GET", "/nowhere"), ("PUT", "/"), ("GET", "/feedback/x"), ("POST", "/notifications/read")):
        check_headers(world.ask("anon", method, place))


def test_s15_scripts_have_the_nonce_of_their_answer_and_no_other(world: World) -> None:
    nonces = set()
    for _ in range(3):
        answer = world.ask("tester", "GET", "/")
        found = re.search(r"'nonce-([\w-]+)'", answer.headers["Content-Security-Policy"])
        assert found is not None
        assert set(re.findall(r'nonce="([^"]+)"', answer.text)) == {found.group(1)}
        nonces.add(found.group(1))
    assert len(nonces) == 3
    assert re.findall(r"<script(?![^>]*src=)|<style|style=", answer.text) == []


def test_s15_https_is_remembered_and_its_cookie_is_bound_to_the_host(settings: Settings, app: Flask) -> None:
    secure = create_app(replace(settings, cookie_secure=True), app.extensions["session_factory"])
    assert "max-age=31536000" in secure.test_client().get("/sign-in").headers["Strict-Transport-Security"]
    config = secure.config
    assert config["SESSION_COOKIE_NAME"].startswith("__Host-")
    assert (config["SESSION_COOKIE_SECURE"], config["SESSION_COOKIE_HTTPONLY"]) == (True, True)
    assert config["SESSION_COOKIE_SAMESITE"] == "Lax"


# --- forms from elsewhere --------------------------------------------------------------------------


@pytest.fixture
def guarded(world: World) -> World:
    """Return the world as it runs: forms need their token."""
    world.app.config["WTF_CSRF_ENABLED"] = True
    return world


def token_of(world: World, who: str) -> str:
    """Return the token in somebody's page."""
    found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', world.ask(who, "GET", "/profile").text)
    assert found is not None
    return found.group(1)


def test_s31_a_form_without_its_token_does_nothing(guarded: World) -> None:
    before = guarded.digest()
    tokens = ["", "wrong", "\u00e9\u4e2d", token_of(guarded, "sponsor"), "a.b.c"]
    for line in (line for line in POSTS if line.endpoint not in ONE_CLICK_ENDPOINTS):
        place, sent = address(guarded, line), SENT.get(line.endpoint, {})
        for form in (sent, *(sent | {"csrf_token": token} for token in tokens)):
            assert guarded.ask("admin", "POST", place, data=form).status_code == HTTPStatus.BAD_REQUEST, (line, form)
        assert guarded.ask("anon", "POST", place, data=sent).status_code in {400, 401}
    assert guarded.digest() == before


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"}, {"Origin": "https://evil.example"},
        {"Origin": "https://localhost.evil.example"}, {"Origin": "http://localhost:81"}, {"Origin": "file://"},
    ],
    ids=str,
)  # fmt: skip
def test_s31_a_form_from_another_site_does_nothing(world: World, headers: dict[str, str]) -> None:
    before = world.digest()
    for line in POSTS:
        answer = world.ask("admin", "POST", address(world, line), data=SENT.get(line.endpoint), headers=headers)
        assert answer.status_code == HTTPStatus.BAD_REQUEST, line
    assert world.digest() == before


def test_s31_the_right_token_from_the_right_page_works(guarded: World) -> None:
    client = guarded.browser("tester")
    found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', client.get("/profile").text)
    assert found is not None
    sent = {"csrf_token": found.group(1), "next": "/"}
    mine = {"Origin": "http://localhost", "Sec-Fetch-Site": "same-origin"}
    feedback = idents.encode(guarded.home.published.id)
    assert client.post(f"/feedback/{feedback}/me-too", data=sent, headers=mine).status_code == 302


# --- where people are sent -------------------------------------------------------------------------

EVIL = [
    "//evil.example", "/\\evil.example", "https://evil.example", "http:evil.example", "javascript:alert(1)",
    "\t//evil.example", "/\t/evil.example", "/\n/evil.example", "//evil.example@localhost/", "/%09/evil.example",
    "https:/evil.example", "///evil.example", "\\\\evil.example", "/..//evil.example/x", "data:text/html,x",
    "//localhost:1@evil.example", "http://localhost.evil.example/", "/\r\nSet-Cookie: a=b", "\x00//evil.example",
]  # fmt: skip


def test_s33_nobody_is_sent_elsewhere(world: World) -> None:
    for target in EVIL:
        feedback = idents.encode(world.home.published.id)
        answers = [
            world.ask("tester", "GET", f"/sign-in?next={quote(target)}"),
            world.ask("tester", "POST", "/language", data={"locale": "fr", "next": target}),
            world.ask("tester", "POST", "/notifications/read", data={"next": target}),
            world.ask("tester", "POST", f"/feedback/{feedback}/me-too", data={"next": target}),
            world.ask("tester", "POST", f"/feedback/{feedback}/me-too/take-back", data={"next": target}),
        ]
        for answer in answers:
            place = answer.headers["Location"]
            assert answer.status_code in {302, 303}
            assert place.startswith("/")
            assert not place.startswith(("//", "/\\", "/\t", "/\n"))
            assert "Set-Cookie" not in place or "%0A" in place.upper() or "\n" not in place


@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "evil.example"}, {"Host": "localhost.evil.example"}, {"Host": "localhost:1"},
        {"Host": "evil@localhost"}, {"Host": ""},
    ],
    ids=str,
)  # fmt: skip
def test_s34_another_host_is_refused(
    settings: Settings, make_test_session: Callable[[], Session], headers: dict[str, str]
) -> None:
    client = create_app(replace(settings, testing=False), make_test_session).test_client()
    answer = client.get("/sign-in", headers=headers)
    assert answer.status_code == HTTPStatus.BAD_REQUEST
    assert "evil" not in answer.text


@pytest.mark.parametrize("name", ["X-Forwarded-Host", "Forwarded", "X-Forwarded-Prefix", "X-Original-URL"])
def test_s34_what_only_a_proxy_may_say_is_not_believed(
    settings: Settings, make_test_session: Callable[[], Session], name: str
) -> None:
    client = create_app(replace(settings, testing=False), make_test_session).test_client()
    answer = client.get("/campaigns", headers={name: "host=evil.example" if name == "Forwarded" else "evil.example"})
    assert answer.status_code == 302
    assert answer.headers["Location"] == "/sign-in?next=/campaigns"
    assert "evil" not in client.get("/sign-in", headers={name: "evil.example"}).text
