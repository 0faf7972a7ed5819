"""S1, S2: every page and every act, for each of the cast, at home and on what belongs to another entity.

The table is written by hand and read by eye. A cell is the answer's status; ``in`` leads to the sign-in
page. A route without a line, and a line without a route, fail.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import pytest
from flask import Flask
from sqlalchemy import Engine, select
from werkzeug.test import TestResponse

from app.core import clock
from app.mail.sender import make_sender
from app.products.models import Product
from app.registry import PUBLIC_ENDPOINTS
from app.safeguards.models import SafeguardSheet
from app.web import limits
from tests.conftest import served, sessions_on, settings_in
from tests.security.routes_table import ROUTES
from tests.security.world import CAST, MISSION_AT_HOME, World, make_world

VERBS = {"GET", "POST", "PUT", "PATCH", "DELETE"}
TARGETS = {
    "slug", "code", "acceptance_id", "enrolment_id", "feedback_id", "person_id", "mandate_id", "session_id",
    "decision_id", "questionnaire_id", "question_id", "wave_id", "product_id", "product_code", "sheet_id",
    "reading_id",
}  # fmt: skip
JOURNALLED = {"accounts.sign_in", "accounts.ask_link", "accounts.link"}  # a try that failed is written down

MISSION = {
    "key": "k", "minutes": "8", "title_en": "A mission", "body_en": "Look around.", "step_1_en": "Open the app",
    "title_fr": "", "body_fr": "", "version": "1",
}  # fmt: skip
CAMPAIGN = {
    "key": "k", "source_locale": "en", "title": "A title", "slug": "a-campaign", "pitch": "Tell us.",
    "description": "Words.", "answer_within_days": "5", "min_group": "5", "min_group_verbatim": "10",
    "identity_levels": "named", "version": "1",
}  # fmt: skip
SENT: dict[str, dict[str, str]] = {
    "accounts.choose_language": {"locale": "fr", "next": "/campaigns"},
    "accounts.profile": {"locale": "fr", "time_zone": "Europe/Paris", "version": "1"},
    "campaigns.create": CAMPAIGN,
    "campaigns.edit": CAMPAIGN | {"promise_reason": "One level is enough."},
    "campaigns.edition": {"test_starts": "2030-03-11T09:00", "test_ends": "2030-03-28T18:00"},
    "legal.edit": {"version": "3", "body_en": "We keep it two years.", "body_fr": ""},
    "legal.publish": {"version": "3"},
    "campaigns.local": {"version": "0", "words_en": "Ask in the canteen.", "variant": "Version 4", "contact": ""},
    "charters.edit_charter": {"version": "2", "body": "Be kind and brief."},
    "charters.edit_addition": {"version": "2", "body": "Be kind and brief."},
    "charters.translate_charter": {"fr-version": "2", "fr-body": "Restez courtois."},
    "charters.translate_addition": {"fr-version": "2", "fr-body": "Restez courtois."},
    "decisions.record": {"key": "k", "verdict": "go", "reason": "Good."},
    "drafts.forget": {"draft_form": "contribution", "draft_subject": MISSION_AT_HOME},
    "drafts.save": {"draft_form": "contribution", "draft_subject": MISSION_AT_HOME, "identity": "named", "title": "T"},
    "enrolment.places": {"version": "0", "places": "40", "rule": "open_to_all"},
    "feedback.answer": {"body": "Thank you.", "version": "0"},
    "feedback.comment": {"key": "k", "body": "Same here."},
    "feedback.edit": {"title": "New", "body": "Words", "version": "1", "kind": "idea"},
    "feedback.handling": {"handling": "known", "reason": "", "read": "1"},
    "feedback.reference": {"code": "aaaa-bbbb-cccc-dddd"},
    "feedback.language": {"language": "de"},
    "feedback.reply": {"key": "k", "body": "Yes."},
    "feedback.submit": {"key": "k", "kind": "idea", "title": "T", "body": "B", "identity": "named"},
    "known_issues.create": {"key": "k", "state": "open", "title_en": "Late", "body_en": "The code comes late."},
    "messages.new": {
        "key": "k",
        "subject_en": "Welcome",
        "body_en": "Good to have you.",
        "subject_fr": "",
        "body_fr": "",
        "send_at": "",
    },
    "missions.create": MISSION,
    "missions.edit": MISSION,
    "questionnaires.create": {"key": "k", "title": "Before the test"},
    "questionnaires.edit": {"title": "Before the test", "version": "2"},
    "questionnaires.add_one": {"key": "k", "prompt": "Why?", "setting_max_chars": "500"},
    "questionnaires.question": {"prompt": "Why not?", "setting_max_chars": "500", "version": "1"},
    "questionnaires.show_if": {"mode": "all", "version": "1"},
    "questionnaires.add_wave": {"moment": "at_end", "edition_id": "", "mission_id": ""},
    "on_behalf.write": {
        "key": "k",
        "email": "nobody@example.test",
        "mission": "1",
        "kind": "idea",
        "title": "T",
        "body": "B",
    },
    "team.cover": {"email": "nobody@example.test", "starts_on": "2030-03-11", "ends_on": "2030-03-12"},
    "team.hand_over_one": {"email": "nobody@example.test"},
    "preview.links": {"key": "k", "entity": "home", "ends_on": clock.today().isoformat()},
    "switches.switch": {"state": "on", "reason": "Agreed with the representatives."},
    "player.blocked": {"why": "No network."},
    "player.end": {"minutes": "8"},
    "moderation.notes": {"body": "Ring first.", "audience": "team"},
    "moderation.labels": {"labels": "Fees"},
    "moderation.answer": {"body": "Thank you."},
    "moderation.assign": {"assignee": "", "due_on": ""},
    "moderation.hide": {"version": "1", "reason": "A name."},
    "moderation.publish": {"version": "1"},
    "moderation.publish_and_trust": {"version": "1"},
    "moderation.refuse_change": {"version": "1", "reason": "Unclear."},
    "moderation.report": {"reason": "person"},
    "moderation.send_back": {"version": "1", "question": "Which phone?"},
}


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the table."""

    method: str
    endpoint: str
    thing: str
    place: str
    cells: tuple[str, ...]


LINES = [
    Line(words[0], words[1], words[2].replace("-", ""), words[3], tuple(words[4:]))
    for words in (text.split() for text in ROUTES.strip().splitlines()[1:])
]
ENDPOINTS = sorted({line.endpoint for line in LINES})
UNCHANGING = {"401", "403", "404", "405", "409", "410", "422"}


def address(world: World, line: Line) -> str:
    """Return where a line of the table leads."""
    foreign = line.place == "abroad"
    place = world.abroad if foreign else world.home
    values = place.ids(line.thing) | world.account_ids(foreign=foreign) | {"token": "x" * 40, "version": "0"}
    values |= {
        "name": "app.css",
        "step": 1,
        "issue_id": 5,
        "panel_id": 5,
        "view_id": 5,
        "schedule_id": 5,
        "aim_id": 5,
        "action_id": 5,
        "comment_id": 5,
        "thread_id": 5,
        "batch_id": 5,
        "note_id": 5,
    }
    values |= {"showing_id": 5, "theme_id": 5, "group_id": 5}
    values |= {"invitation_id": 5, "asked_id": 5, "kind": "xlsx", "text_id": 5, "term_id": 5}
    values |= {"announcement_id": 5, "review_id": 5, "item_id": 5, "on_behalf_id": 5, "ready_id": 5}
    values |= {"item_name": "dpo"}
    values |= {"text_name": "privacy"}
    values |= {"switch_name": "not-started-names"}
    code = f"product-{place.entity.code}"
    values["product_id"] = world.connection.scalar(select(Product.id).where(Product.code == code)) or 0
    values |= {"product_code": code if line.endpoint.startswith("products") else f"rival-{place.entity.code}"}
    sheets = select(SafeguardSheet.id).join(Product).where(Product.code == f"rival-{place.entity.code}")
    values |= {"country": "pt", "sheet_id": world.connection.scalars(sheets).one()}
    rule = next(rule for rule in world.app.url_map.iter_rules() if rule.endpoint == line.endpoint)
    adapter = world.app.url_map.bind("localhost")
    return str(adapter.build(line.endpoint, {name: values[name] for name in rule.arguments}))


def cell(answer: TestResponse) -> str:
    """Return an answer as the table writes it."""
    if answer.status_code in {302, 303} and "/sign-in" in answer.headers["Location"]:
        return "in"
    return str(answer.status_code)


@pytest.fixture(scope="module")
def lasting(
    engine: Engine, built_app: Flask, database_url: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[World]:
    """Yield one world for all routes: each request is undone, and each refusal proves that it changed nothing."""
    settings = settings_in(tmp_path_factory.mktemp("routes"), database_url)
    with (
        engine.connect() as connection,
        connection.begin() as outer,
        served(built_app, settings, sessions_on(connection)) as app,
    ):
        yield make_world(connection, app)
        outer.rollback()


@pytest.fixture
def world(lasting: World) -> World:
    """Return the world as it was made, and the counters of limits and the mails of the last route forgotten."""
    settings = lasting.app.extensions["settings"]
    limits.init_app(lasting.app, settings)
    lasting.app.extensions["mail_sender"] = make_sender(settings)
    return lasting


def test_s01_every_route_has_its_lines_and_every_line_its_route(built_app: Flask) -> None:
    rules = list(built_app.url_map.iter_rules())
    there = {(method, rule.endpoint) for rule in rules for method in rule.methods or () if method in VERBS}
    assert {(line.method, line.endpoint) for line in LINES} == there
    aimed = {rule.endpoint for rule in rules if rule.arguments & TARGETS}
    places = {(line.endpoint, line.place) for line in LINES}
    assert {endpoint for endpoint in aimed if (endpoint, "abroad") not in places} == set()


def test_s01_every_line_names_the_whole_cast() -> None:
    assert [line for line in LINES if len(line.cells) != len(CAST)] == []


def test_s01_what_anybody_may_open_is_the_named_list(built_app: Flask) -> None:
    opened = {line.endpoint for line in LINES if line.cells[0] not in {"in", "401"}}
    assert opened == PUBLIC_ENDPOINTS
    assert {rule.endpoint for rule in built_app.url_map.iter_rules()} >= PUBLIC_ENDPOINTS


@pytest.mark.parametrize("endpoint", ENDPOINTS)
def test_s02_the_answer_is_the_tables_and_a_refusal_changes_nothing(world: World, endpoint: str) -> None:
    before = world.digest()
    found = []
    for line in (line for line in LINES if line.endpoint == endpoint):
        cells, asked = [], address(world, line)
        for who in CAST:
            with world.undone():
                sent = SENT.get(endpoint, {}) if line.method == "POST" else None
                answer = world.ask(who, line.method, asked, data=sent)
                cells.append(cell(answer))
                if line.method == "GET" or (cells[-1] in UNCHANGING and endpoint not in JOURNALLED):
                    assert world.digest() == before, (who, line)
        found.append(replace(line, cells=tuple(cells)))
    assert found == [line for line in LINES if line.endpoint == endpoint]
