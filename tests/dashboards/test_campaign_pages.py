"""The dashboards of a campaign and of a product, as they are printed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

import pytest
import time_machine
from sqlalchemy import insert
from sqlalchemy.orm import Session

from app.campaigns.models import Campaign, campaign_products
from app.dashboards.service import rebuild_figures
from app.figures.types import FigureName
from app.policy.actor import SYSTEM, Role
from app.products.models import Product
from tests.conftest import Browser, CountQueries
from tests.dashboards.test_campaign_read import SINCE, UNTIL, Told, make_told
from tests.dashboards.test_pages import make_central, words
from tests.dashboards.world import NOW, staff
from tests.factories.accounts import make_entity, make_person
from tests.factories.campaigns import make_edition
from tests.factories.feedback import make_feedback
from tests.languages import SAMPLE

LEFT_OUT = "People and times are given for the campaign and for each entity as a whole."


@pytest.fixture(autouse=True)
def _in_march() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


def path_of(told: Told, asked: str = "") -> str:
    return f"/campaigns/{told.campaign.slug}/dashboard{asked}"


def test_first_what_became_of_contributions_then_what_they_are_then_who_and_when(
    session: Session, browser: Browser
) -> None:
    told = make_told(session)
    page = browser.as_(make_central(session)).get(path_of(told)).text
    main = page[page.index("<main") :]
    order = [
        "Answered within the promise", "Decided", "Done", "Contributions by week", "Contributions by type",
        "Contributions by mission", "Contributions by language", "Contributions by theme", "Along the missions",
        "Time to publish", "Time to answer", "From the invitation to the last mission",
    ]  # fmt: skip
    places = [main.index(words) for words in order]
    assert places == sorted(places)
    assert re.search(r"Dashboard of all entities, as of 4\sMarch\s2026", words(main))
    assert re.search(r"Joined: 20\sor more\. Took part at least once: \d+\sor more\.", words(main))
    assert LEFT_OUT not in main


@pytest.mark.parametrize(
    "asked",
    ["", "?language=pt", "?kind=problem&mission=1", f"?since={SINCE}&until={UNTIL}", "?entity=ENTITY&kind=idea"],
)
def test_each_figure_leads_to_the_cards_it_counts(session: Session, browser: Browser, asked: str) -> None:
    told = make_told(session)
    client = browser.as_(make_central(session))
    page = client.get(path_of(told, asked.replace("ENTITY", told.entities[0].code))).text
    feed = f"/campaigns/{told.campaign.slug}/feedback"
    twins = re.findall(rf'<th scope="row"><a href="({feed}[^"]*)">[^<]*</a></th>\s*<td class="n"[^>]*>(\d+)</td>', page)
    cells = re.findall(rf'<a href="({feed}\?[^"]*step=[^"]*)"[^>]*>(\d+)</a>', page)
    tile = re.search(rf'<p class="label"><a href="({feed}[^"]*)">Contributions</a></p>\s*<p class="value">(\d+)', page)
    assert tile is not None
    assert len(twins) > 5
    for address, shown in [tile.groups(), *twins[:14], *cells[:4]]:
        listed = client.get(unescape(address)).text
        found = re.search(r'<h2 class="found">(\d+)', listed)
        assert (found[1] if found else "0") == shown, address


def test_filters_leave_people_out_and_say_why(session: Session, browser: Browser) -> None:
    told = make_told(session)
    client = browser.as_(make_central(session))
    for asked in (
        "?language=pt",
        "?kind=idea",
        "?mission=1",
        f"?since={SINCE}",
        f"?entity={told.entities[0].code}&kind=idea",
    ):
        page = client.get(path_of(told, asked)).text
        assert LEFT_OUT in page
        assert "Time to answer" not in page
        assert "Enrolments" not in page
    page = client.get(path_of(told, f"?entity={told.entities[0].code}")).text
    assert LEFT_OUT not in page
    assert "Enrolments" in page


def test_two_entities_and_two_periods_stand_side_by_side(session: Session, browser: Browser) -> None:
    told = make_told(session)
    client = browser.as_(make_central(session))
    here, there = told.entities
    page = client.get(path_of(told, f"?entity={here.code}&beside={there.code}")).text
    table = page[page.index('id="beside"') :]
    assert table.index("Alfa") < table.index("Beta")
    assert "never ranked" in words(table)
    page = client.get(path_of(told, f"?since={SINCE}&until={UNTIL}&before=1")).text
    table = words(page[page.index('id="beside"') :])
    assert re.search(r"2.{1,3}22 Feb|2 Feb.{1,8}22", table)
    assert "Not shown" in table


def test_the_second_period_is_chosen_freely(session: Session, browser: Browser) -> None:
    """Whole weeks, longer or shorter, earlier or later, open at an end; people are told of neither period."""
    told = make_told(session)
    client = browser.as_(make_central(session))
    first = f"?since={SINCE}&until={UNTIL}"
    plain = client.get(path_of(told, first)).text
    assert 'name="beside_since"' in plain
    assert 'id="beside"' not in plain
    page = client.get(path_of(told, f"{first}&beside_since=2026-01-29&beside_until=2026-01-06")).text
    table = page[page.index('id="beside"') :]
    table = table[: table.index("</section>")]
    assert "never ranked" in words(table)
    assert re.search(r"5\s?(Jan)?.{1,3}1 Feb", words(table)), "the weeks of both days, in their order"
    assert "since=2026-01-05&amp;until=2026-02-01" in table
    assert len(re.findall(r"<tr>(?:(?!</tr>).)*Not shown", table, re.DOTALL)) == 2, "in both lines"
    assert LEFT_OUT in page
    assert "Other period from 5 January 2026" in words(page)
    assert 'name="before"' in page
    open_end = client.get(path_of(told, f"?since={SINCE}&beside_until=2026-01-06")).text
    assert "Until 11 January 2026" in words(open_end[open_end.index('id="beside"') :])
    before = client.get(path_of(told, f"{first}&before=1")).text
    both = client.get(path_of(told, f"{first}&before=1&beside_since=2026-01-06")).text
    assert words(both) == words(before), "the weeks just before are one choice, another period is the other"
    assert 'name="beside_since"' not in before
    assert 'id="beside"' not in client.get(path_of(told, "?beside_since=2026-01-06")).text, "beside no period"


@pytest.mark.parametrize(
    "asked",
    ["?kind=nonsense", "?mission=x", "?mission=99999999999999999999", "?since=2026-02-31", "?until=9999-12-31",
     "?since=0001-01-01", "?theme=%00", "?entity=%F0%9F%92%A3", "?language='", "?beside=alfa&before=1", "?step=3",
     "?beside_since=2026-01-05", "?beside_until=x"],
)  # fmt: skip
def test_what_makes_no_sense_is_ignored(session: Session, browser: Browser, asked: str) -> None:
    told = make_told(session, size=10)
    client = browser.as_(make_central(session))
    plain = words(client.get(path_of(told)).text)
    answer = client.get(path_of(told, asked))
    assert answer.status_code == 200
    main = words(answer.text)
    assert main[main.index("What became") :] == plain[plain.index("What became") :]


@pytest.mark.parametrize("language", SAMPLE)
def test_every_language_prints_them(session: Session, browser: Browser, language: str) -> None:
    told = make_told(session, size=15)
    product = make_product(session, told)
    client = browser.as_(make_central(session), language)
    for address in (path_of(told), path_of(told, "?kind=idea"), f"/products/{product.id}/dashboard"):
        answer = client.get(address)
        assert answer.status_code == 200
        assert f'<html lang="{language}"' in answer.text


def test_a_campaign_without_a_contribution_says_so(session: Session, browser: Browser) -> None:
    told = make_told(session, size=0)
    page = browser.as_(make_central(session)).get(path_of(told)).text
    assert "Nothing to show" in page
    assert "No answer is due yet." in page


def test_a_chart_is_taken_away_as_the_filters_narrow_it(session: Session, browser: Browser) -> None:
    told = make_told(session)
    client = browser.as_(make_central(session))
    answer = client.get(path_of(told, "?kind=idea&chart=languages&as=csv"))
    assert answer.mimetype == "text/csv"
    ideas = told.read(session).cards.figures.kinds["idea"]
    assert sum(int(number) for number in re.findall(r"[,;](\d+)\r?$", answer.text, re.MULTILINE)) == ideas


def make_product(session: Session, told: Told) -> Product:
    product = Product(code="loan-app", name="Loan app")
    session.add(product)
    session.flush()
    session.execute(insert(campaign_products).values(campaign_id=told.campaign.id, product_id=product.id))
    session.commit()
    return product


def test_a_product_has_the_figures_of_its_campaigns(session: Session, browser: Browser) -> None:
    told, other = make_told(session), make_told(session)
    product = make_product(session, told)
    session.execute(insert(campaign_products).values(campaign_id=other.campaign.id, product_id=product.id))
    session.commit()
    client = browser.as_(make_central(session))
    page = words(client.get(f"/products/{product.id}/dashboard").text)
    both = [one.read(session).cards.figures.of_cards(FigureName.CONTRIBUTIONS) for one in (told, other)]
    assert f"Contributions {sum(both)} " in page
    here = told.entities[0]
    part = words(client.get(f"/products/{product.id}/dashboard?entity={here.code}").text)
    assert f"Dashboard of {here.name}" in part
    sponsor = browser.as_(staff(session, Role.SPONSOR, here))
    own = words(sponsor.get(f"/products/{product.id}/dashboard").text)
    assert f"Contributions {both[0]} " in own, "the campaign of the other entities is not theirs to read"
    assert (
        browser.as_(staff(session, Role.SPONSOR, make_entity(session)))
        .get(f"/products/{product.id}/dashboard")
        .status_code
        == 404
    )
    assert client.get("/products/999/dashboard").status_code == 404
    assert client.get("/products/99999999999/dashboard").status_code == 404


def test_who_steers_nothing_there_finds_nothing(session: Session, browser: Browser) -> None:
    told = make_told(session, size=5)
    tester = browser.as_(make_person(session, entity=told.entities[0]))
    assert tester.get(path_of(told)).status_code == 404
    assert browser.as_(staff(session, Role.SPONSOR, make_entity(session))).get(path_of(told)).status_code == 404
    assert browser.as_(staff(session, Role.SPONSOR, told.entities[0])).get(path_of(told)).status_code == 200


def test_a_page_costs_twelve_statements_at_most(session: Session, browser: Browser, queries: CountQueries) -> None:
    counts = []
    central, product = make_central(session), None
    for size in (10, 20):
        told = make_told(session, size=size)
        product = product or make_product(session, told)
        here, there = told.entities
        pages = (
            path_of(told), path_of(told, f"?entity={here.code}&beside={there.code}"),
            path_of(told, f"?since={SINCE}&until={UNTIL}&before=1"), f"/products/{product.id}/dashboard",
        )  # fmt: skip
        client = browser.as_(central)
        for page in pages:
            client.get(page)
            with queries() as statements:
                assert client.get(page).status_code == 200
            counts.append(len(statements))
    assert counts[:4] == counts[4:]
    assert max(counts) <= 12, counts


def test_where_nothing_was_decided_it_is_said_so(session: Session, browser: Browser) -> None:
    edition = make_edition(session)
    make_feedback(session, edition=edition, author=make_person(session))
    rebuild_figures(session, SYSTEM)
    campaign = session.get_one(Campaign, edition.campaign_id)
    page = words(browser.as_(make_central(session)).get(f"/campaigns/{campaign.slug}/dashboard").text)
    assert "Nothing has been decided yet." in page
    assert "Nothing has been answered yet." in page
    assert "Nothing has been published yet." not in page
    assert "Too few people: a number could tell who they are." in page, "one person's time to publish"
