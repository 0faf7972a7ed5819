"""S62, S63: hostile values, and what is said when something breaks."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from app.core import idents
from app.registry import PUBLIC_ENDPOINTS
from config import REQUEST_MAX_BYTES
from tests.conftest import Browser
from tests.factories.accounts import make_person
from tests.security.test_requests import check_headers
from tests.security.test_routes import LINES
from tests.security.world import World

MANY = idents.encode(4242)

# --- hostile values --------------------------------------------------------------------------------

HOSTILE = [
    "%00", "%ff%fe", "%ed%a0%80", "..%2f..%2fetc%2fpasswd", "9" * 40, "-1", "NaN", "0x10", "1e309", "\uff12", "%20",
    "\u202e", "' OR 1=1--", "👩‍💻", "a" * 3000, "{{7*7}}", "%0d%0aX: y", "null", "[]", "true",
]  # fmt: skip


def test_s62_no_value_in_an_address_breaks_anything(world: World) -> None:
    for value in HOSTILE:
        for rule in world.app.url_map.iter_rules():
            if "GET" not in (rule.methods or ()) or not rule.arguments:
                continue
            for argument in sorted(rule.arguments):
                parts = re.sub(rf"<[^<>]*?{argument}>", value.replace("\\", ""), rule.rule)
                place = re.sub(r"<(?:int[^:]*:)\w+>", "1", parts)
                place = re.sub(r"<ident:\w+>", idents.encode(world.home.published.id), place)
                place = re.sub(r"<any[^>]*>", "publish", place).replace("<slug>", world.home.campaign.slug)
                place = re.sub(r"<\w+>", "x", place)
                answer = world.ask("central", "GET", place)
                assert answer.status_code in {200, 302, 303, 308, 400, 403, 404, 410}, place


@pytest.mark.parametrize("digits", [19, 40, 4400])
def test_s62_a_number_no_database_has_is_not_found(world: World, digits: int) -> None:
    slug, feedback = world.home.campaign.slug, idents.encode(world.home.published.id)
    number = "9" * digits
    for place in (
        f"/campaigns/{slug}/missions/{number}", f"/campaigns/{slug}/missions/{number}/feedback/new",
        f"/feedback/{feedback}/images/{number}", f"/campaigns/{slug}/missions/{number}/edit",
    ):  # fmt: skip
        assert world.ask("tester", "GET", place).status_code == 404, place


FAR, NEAR = "9999-12-31T23:59:59-14:00", "0001-01-01T00:00:00+14:00"  # their zones move them out of the calendar
KEYS = [
    "~", "x~-1", f"x~{'9' * 19}", f"x~{'9' * 30}", f"x~{'9' * 5000}", "x~\u00b2", f"2026-01-05~{'9' * 30}",
    "2026-01-05T10:00~1", f"{FAR}~1", f"{NEAR}~1", f"2026-01-05T10:00:00+00:00~{'9' * 30}", "9" * 30, "a~b~c",
]  # fmt: skip


@pytest.mark.parametrize(
    ("who", "place"),
    [
        ("tester", "/campaigns"), ("tester", "/campaigns/open-home/feedback"), ("tester", "/notifications"),
        ("manager", "/moderation"), ("admin", "/mandates"), ("admin", "/people"),
    ],
)  # fmt: skip
def test_s62_a_hand_made_place_in_a_list_is_its_beginning(world: World, who: str, place: str) -> None:
    first = words(world.ask(who, "GET", place).text)
    for key in KEYS:
        answer = world.ask(who, "GET", place, query_string={"after": key})
        assert answer.status_code == 200, key[:40]
        assert first - words(answer.text) == set(), key[:40]  # beside them, a link back


def words(page: str) -> set[str]:
    """Return what a page says, without its tags and the addresses in them."""
    return set(re.sub(r"<[^>]+>", " ", page).split())


# --- what goes wrong -------------------------------------------------------------------------------

SECRET = "the words of a secret"


@pytest.mark.parametrize("layer", ["query", "template", "actor", "database", "session"])
def test_s63_whatever_breaks_nothing_inside_is_shown(
    session: Session, browser: Browser, app: Flask, monkeypatch: pytest.MonkeyPatch, layer: str
) -> None:
    def fail(*_args: object, **_kwargs: object) -> None:
        if layer == "database":
            raise OperationalError(SECRET, {}, Exception(SECRET))
        raise RuntimeError(SECRET)

    targets = {
        "query": "app.campaigns.routes.queries.campaigns_page",
        "template": "app.campaigns.routes.render_template",
        "actor": "app.campaigns.routes.current_actor",
        "database": "app.campaigns.routes.queries.campaigns_page",
    }
    client = browser.as_(make_person(session), "fr")
    if layer == "session":
        app.extensions["session_factory"] = fail
    else:
        monkeypatch.setattr(targets[layer], fail)
    answer = client.get("/campaigns")
    assert answer.status_code == (503 if layer == "database" else 500)
    assert SECRET not in answer.text
    assert "Traceback" not in answer.text
    check_headers(answer)
    if layer == "database":
        assert answer.headers["Retry-After"] == "30"
    elif layer != "session":
        assert re.search(r"\b[0-9a-f]{16}\b", answer.text), "the number to report"


def test_s63_a_database_that_is_gone_is_said_with_when_to_come_back(app: Flask) -> None:
    def gone() -> Session:
        raise OperationalError(SECRET, {}, Exception(SECRET))

    app.extensions["session_factory"] = gone
    client = app.test_client()
    with client.session_transaction() as cookie:
        cookie["_user_id"] = "a token"
    for place in ("/", "/campaigns", "/sign-in"):
        answer = client.get(place, headers={"Accept-Language": "de"})
        assert answer.status_code == 503, place
        assert answer.headers["Retry-After"] == "30"
        assert SECRET not in answer.text
        assert "<h1>" in answer.text
        check_headers(answer)
    assert client.get("/healthz").status_code == 200
    assert client.get("/readyz").status_code == 503


@pytest.mark.usefixtures("stopped_clock")
def test_s63_every_error_has_a_page_of_our_own(world: World) -> None:
    place = f"/feedback/{idents.encode(world.home.published.id)}/me-too"
    asked: dict[int, tuple[str, str, dict[str, object]]] = {
        400: ("POST", "/language", {"data": {"locale": "fr"}, "headers": {"Origin": "https://evil.example"}}),
        401: ("POST", "/notifications/read", {}),
        403: ("GET", "/people", {}),
        404: ("GET", "/nowhere", {}),
        405: ("DELETE", "/campaigns", {}),
        409: ("POST", place, {}),
        413: ("POST", "/language", {"data": b"x" * (REQUEST_MAX_BYTES + 1)}),
        429: ("POST", place, {}),
    }
    for _ in range(120):
        world.ask("tester", "POST", place)
    who = {401: "anon", 409: "author"}
    for status, (method, address, sent) in asked.items():
        answer = world.ask(who.get(status, "tester"), method, address, **sent)
        assert answer.status_code == status
        assert "<h1" in answer.text, status
        assert 'lang="en"' in answer.text
        assert "Werkzeug" not in answer.text
        assert "Server" not in answer.headers
        assert ("Retry-After" in answer.headers, "Allow" in answer.headers) == (status == 429, status == 405)
        check_headers(answer)


def test_s63_pages_are_not_public_by_mistake(world: World) -> None:
    for line in LINES:
        if line.endpoint not in PUBLIC_ENDPOINTS and line.place == "home":
            assert line.cells[0] in {"in", "401"}
    assert world.ask("anon", "GET", f"/feedback/{MANY}").status_code == 302


def test_s20_a_refused_page_says_which_role_opens_it_and_an_absent_one_tells_nothing(world: World) -> None:
    refused = world.ask("tester", "GET", "/people")
    assert (refused.status_code, "<li>Administrator</li>" in refused.text) == (403, True)
    assert "<li>Central team</li>" not in refused.text
    mandates = world.ask("tester", "GET", "/mandates").text
    assert re.findall(r"<li>([A-Z][^<]*)</li>", mandates) == ["Central team", "Administrator"]
    hidden = world.ask("other", "GET", f"/campaigns/{world.home.campaign.slug}")
    absent = world.ask("other", "GET", "/campaigns/there-is-none")
    assert (hidden.status_code, absent.status_code) == (404, 404)
    words = [re.search(r"<main.*</main>", page.text, re.DOTALL) for page in (hidden, absent)]
    said = [re.sub(r"<p class=\"meta\">.*?</p>", "", found[0], flags=re.DOTALL) for found in words if found]
    assert said[0] == said[1]
    assert "which role opens it" in said[0]
