"""What the pages print."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from sqlalchemy.orm import Session

from app.accounts.models import Person
from app.dashboards.queries.summaries import entity_summary
from app.entities.models import Entity
from app.feedback.types import Handling
from app.figures.types import FigureName
from app.policy.actor import Role
from tests.conftest import Browser
from tests.dashboards.world import NOW, populate, staff
from tests.factories.accounts import actor_for, make_entity, make_person
from tests.factories.campaigns import make_campaign, make_edition
from tests.factories.feedback import make_feedback
from tests.languages import SAMPLE


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
    labels = ["Answered within the promise", "Decided", "Done", "Contributions", "Enrolments", "Active testers"]
    places = [text.index(f" {label} ") for label in labels]
    assert places == sorted(places)
    assert re.search(r"Of the \d+ contributions due an answer, \d+ got one within the time promised\.", text)
    assert re.search(r"Enrolments 10 or more As of 1 March 2026, rounded down", text)
    assert "Own app" in text
    assert page.count('class="card chart"') == page.count("Show these figures as a table") == 2


def test_a_sponsor_reads_first_what_is_late_and_what_awaits_a_decision(session: Session, browser: Browser) -> None:
    entity = make_entity(session)
    campaign = make_campaign(session, slug="own-app", title="Own app")
    campaign.decide_by = NOW.date() + timedelta(days=9)
    edition = make_edition(session, campaign=campaign, entity=entity)
    populate(session, edition)
    sponsor = make_sponsor(session, entity)
    for _ in range(2):
        make_feedback(session, edition=edition, author=make_person(session), handling=Handling.SELECTED)
    session.commit()
    client = browser.as_(sponsor)
    page = client.get(f"/entities/{entity.code}/dashboard").text
    first = page[page.index('class="rows"') : page.index('class="tiles"')]
    late = entity_summary(session, actor_for(sponsor, Role.SPONSOR, entity=entity), entity.code).figures.of_cards(
        FigureName.LATE
    )
    assert re.search(rf"\b{late}\scontributions got no answer within the time promised", words(first))
    assert f'href="/campaigns/own-app/feedback?entity={entity.code}&amp;outcome=late"' in first
    (owed,) = re.findall(r"(\d+)\scontributions are waiting for your decision", first)
    decisions = client.get(f"/decisions/waiting?entity={entity.code}").text
    assert decisions.count('class="title"') == int(owed) >= 2
    assert "Decisions are promised by 13\N{NO-BREAK SPACE}Mar" in first
    manager = browser.as_(staff(session, Role.COMMUNITY_MANAGER, entity))
    assert "your decision" not in manager.get(f"/entities/{entity.code}/dashboard").text


def test_one_campaign_of_an_entity_has_its_own_page_where_every_bar_leads_to_its_cards(
    session: Session, browser: Browser
) -> None:
    entity = make_entity(session)
    for number, slug in enumerate(("own-app", "look-around")):
        populate(session, make_edition(session, campaign=make_campaign(session, slug=slug), entity=entity), number)
    client = browser.as_(make_sponsor(session, entity))
    path = f"/entities/{entity.code}/dashboard"
    whole = client.get(path).text
    assert f'href="{path}?campaign=own-app"' in whole
    assert '<a class="column"' not in whole, "a bar of two campaigns has no one list of cards"
    part = client.get(f"{path}?campaign=own-app").text
    assert part.count('<a class="column" href="/campaigns/own-app/feedback?') == 12
    assert "look-around" not in part[part.index("<main") :]
    assert client.get(f"{path}?campaign=elsewhere").status_code == 404


def test_few_people_are_not_shown_and_the_page_says_why(session: Session, browser: Browser) -> None:
    entity = make_entity(session)
    populate(session, make_edition(session, entity=entity), people=4, size=40)
    page = browser.as_(make_sponsor(session, entity)).get(f"/entities/{entity.code}/dashboard").text
    assert page.count("Too few people: a number could tell who they are.") == 2
    assert page.count('class="value masked hatch"') == 2
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


@pytest.mark.parametrize("language", SAMPLE)
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
