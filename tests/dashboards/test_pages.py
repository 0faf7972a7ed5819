"""What the pages print."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
import time_machine
from sqlalchemy.orm import Session

from app.accounts.models import Person
from app.entities.models import Entity
from app.policy.actor import Role
from tests.conftest import Browser
from tests.dashboards.world import NOW, populate, staff
from tests.factories.accounts import make_entity, make_person
from tests.factories.campaigns import make_campaign, make_edition


@pytest.fixture(autouse=True)
def _in_march() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


def make_sponsor(session: Session, entity: Entity) -> Person:
    return staff(session, Role.SPONSOR, entity)


def make_central(session: Session) -> Person:
    return staff(session, Role.CENTRAL_TEAM)


def words(page: str) -> str:
    """Return the text of a page."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


def test_closure_comes_first(session: Session, browser: Browser) -> None:
    entity = make_entity(session, name="Lusocrédito")
    populate(session, make_edition(session, campaign=make_campaign(session, title="Own app"), entity=entity))
    page = browser.as_(make_sponsor(session, entity)).get(f"/entities/{entity.code}/dashboard").text
    text = words(page[page.index('class="tiles"') :])
    labels = ["Answered within the promise", "Decided", "Done", "Contributions", "Enrolments", "Active"]
    places = [text.index(f" {label} ") for label in labels]
    assert places == sorted(places)
    assert re.search(r"\d+ of the \d+ contributions whose answer was due got it within the time promised\.", text)
    assert re.search(r"Enrolments 10 or more Up to March 1, 2026, rounded down", text)
    assert "Own app" in text
    assert page.count('class="card chart"') == page.count("Show these figures as a table") == 2


def test_few_people_are_held_back_in_words(session: Session, browser: Browser) -> None:
    entity = make_entity(session)
    populate(session, make_edition(session, entity=entity), people=4, size=40)
    page = browser.as_(make_sponsor(session, entity)).get(f"/entities/{entity.code}/dashboard").text
    assert page.count("Too few people for a figure that protects each of them.") == 2
    assert page.count('class="card chart"') == 2, "what anybody can count is no secret"


def test_no_percentage_under_twenty_answers(session: Session, browser: Browser) -> None:
    entity = make_entity(session)
    populate(session, make_edition(session, entity=entity), size=15)
    page = browser.as_(make_sponsor(session, entity)).get(f"/entities/{entity.code}/dashboard").text
    assert "%" not in words(page)
    assert re.search(r'class="value">\d+\sof \d+<', page)


def test_an_entity_without_campaign_says_so(session: Session, browser: Browser) -> None:
    entity = make_entity(session)
    page = browser.as_(make_sponsor(session, entity)).get(f"/entities/{entity.code}/dashboard").text
    assert "No campaign yet" in page


def test_the_group_lists_entities_with_links(session: Session, browser: Browser) -> None:
    entities = [make_entity(session, name=name) for name in ("Zeta", "Alpha")]
    for number, entity in enumerate(entities):
        populate(session, make_edition(session, entity=entity), number)
    page = browser.as_(make_central(session)).get("/dashboard").text
    places = [page.index(f'href="/entities/{entity.code}/dashboard"') for entity in reversed(entities)]
    assert places == sorted(places)
    assert "never ranked" in page


@pytest.mark.parametrize("language", ["en", "fr", "de", "pt-PT", "ar"])
def test_every_language_prints_both_pages(session: Session, browser: Browser, language: str) -> None:
    entity = make_entity(session)
    populate(session, make_edition(session, entity=entity))
    client = browser.as_(make_central(session), language)
    for address in (f"/entities/{entity.code}/dashboard", "/dashboard"):
        answer = client.get(address)
        assert answer.status_code == 200
        assert f'<html lang="{language}"' in answer.text


def test_others_find_nothing_there(session: Session, browser: Browser) -> None:
    entity = make_entity(session)
    make_edition(session, entity=entity)
    elsewhere = make_entity(session)
    tester = browser.as_(make_person(session, entity=entity))
    sponsor = browser.as_(make_sponsor(session, entity))
    stranger = browser.stranger()
    assert tester.get(f"/entities/{entity.code}/dashboard").status_code == 404
    assert tester.get("/dashboard").status_code == 404
    assert sponsor.get("/dashboard").status_code == 404
    assert sponsor.get(f"/entities/{elsewhere.code}/dashboard").status_code == 404
    assert stranger.get("/dashboard").status_code == 302
