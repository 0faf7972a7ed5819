"""S54, S55: the pages of figures, read as a sponsor who would like to know who said what.

That nothing can be found by subtraction whatever the population is proved in tests/dashboards/test_attacks.py.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.campaigns.models import Edition
from app.entities.models import Entity
from app.figures.record import Change, cells_of, count_contribution, count_people
from app.policy.actor import Role
from tests.conftest import Browser
from tests.dashboards.test_summaries import NOW, world
from tests.factories.accounts import make_entity, make_mandate, make_person
from tests.factories.campaigns import make_campaign, make_edition

FEW, MANY = 4, 14
ITEMS = 37  # a number nothing else on the page has


@pytest.fixture(autouse=True)
def _in_march() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


def signed_in(session: Session, browser: Browser, role: Role, entity: Entity | None) -> FlaskClient:
    person = make_person(session, entity=entity) if entity else make_person(session)
    make_mandate(session, person=person, role=role, entity=entity)
    return browser.as_(person)


def shown(client: FlaskClient, place: str) -> str:
    """Return the words of a page's main part."""
    html = client.get(place).text
    main = html[html.index("<main") : html.index("</main>")]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", main))


def numbers(words: str) -> list[str]:
    return re.findall(r"\d+", words)


def add_one(session: Session, edition: Edition) -> None:
    """Somebody contributes now."""
    count_contribution(session, edition.id, NOW.date(), "idea", Change(contribution_count=1))
    count_people(session, edition.id, cells_of("idea", NOW), 1)
    session.commit()


def test_s54_few_people_are_in_no_figure_of_any_page(session: Session, browser: Browser) -> None:
    entity = make_entity(session, name="Small")
    campaign = make_campaign(session, title="A campaign")
    world(session, make_edition(session, campaign=campaign, entity=entity), people=FEW, size=ITEMS)
    sponsor = signed_in(session, browser, Role.SPONSOR, entity)
    central = signed_in(session, browser, Role.CENTRAL_TEAM, None)
    pages = {
        "entity": shown(sponsor, f"/entities/{entity.code}/dashboard"),
        "group": shown(central, "/dashboard"),
        "campaign": shown(sponsor, f"/campaigns/{campaign.slug}"),
        "its entities": shown(central, f"/campaigns/{campaign.slug}/editions"),
        "home": shown(sponsor, "/"),
    }
    for name, words in pages.items():
        assert {str(ITEMS), str(FEW)} & set(numbers(words)) == set(), name
    for dashboard in (pages["entity"], pages["group"]):
        assert "Fewer than 5 people" in dashboard
        assert "0" not in numbers(dashboard), "held back is not nothing"


def test_s55_one_person_more_does_not_show_before_the_week_has_ended(session: Session, browser: Browser) -> None:
    entity = make_entity(session, name="Large")
    edition = make_edition(session, campaign=make_campaign(session, title="A campaign"), entity=entity)
    world(session, edition, people=MANY, size=ITEMS)
    sponsor = signed_in(session, browser, Role.SPONSOR, entity)
    place = f"/entities/{entity.code}/dashboard"
    before = shown(sponsor, place)
    assert any(number not in {"0", "5"} for number in numbers(before)), "the page does show figures"
    add_one(session, edition)
    assert shown(sponsor, place) == before
    with time_machine.travel(NOW + timedelta(days=1), tick=False):
        tomorrow = signed_in(session, browser, Role.SPONSOR, entity)
        assert numbers(shown(tomorrow, place)) == numbers(before), "nor the day after"


def test_s55_the_group_minus_an_entity_does_not_give_a_small_one(session: Session, browser: Browser) -> None:
    """Contributions of the few are in the group's figures no more than in their own."""
    large, small = make_entity(session, name="Large"), make_entity(session, name="Small")
    campaign = make_campaign(session, title="A campaign")
    world(session, make_edition(session, campaign=campaign, entity=large), people=MANY, size=ITEMS)
    central = signed_in(session, browser, Role.CENTRAL_TEAM, None)
    before = total(shown(central, "/dashboard"))
    world(session, make_edition(session, campaign=campaign, entity=small), people=FEW, size=ITEMS, seed=2)
    session.commit()
    assert total(shown(central, "/dashboard")) == before
    assert total(shown(central, f"/entities/{large.code}/dashboard")) == before


def total(words: str) -> str:
    """Return the number of contributions a page shows."""
    found = re.search(r"Contributions (\d+)", words)
    assert found is not None, words
    return found.group(1)


def test_s55_filters_of_a_dashboard_do_not_exist(session: Session, browser: Browser) -> None:
    """No address narrows a figure: what is asked beside the entity changes nothing."""
    entity = make_entity(session, name="Large")
    world(session, make_edition(session, campaign=make_campaign(session), entity=entity), people=MANY, size=ITEMS)
    sponsor = signed_in(session, browser, Role.SPONSOR, entity)
    place = f"/entities/{entity.code}/dashboard"
    plain = shown(sponsor, place)
    for query in (
        "language=fr",
        "kind=problem",
        "from=2026-01-05&to=2026-01-06",
        "mission=1",
        "person=1",
        "campaign=1",
    ):
        assert shown(sponsor, f"{place}?{query}") == plain
