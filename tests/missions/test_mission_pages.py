"""The pages of missions: one mission, its tick, and the form that writes it."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from app.accounts.models import Person
from app.campaigns.models import Campaign, Edition, campaign_products
from app.campaigns.types import EditionStatus
from app.core import clock
from app.entities.models import Entity
from app.missions.models import Mission, MissionDone, MissionStep
from app.policy.actor import SYSTEM, Role
from app.products.models import Product
from app.texts.write import change_text
from tests.conftest import Browser, CountQueries
from tests.factories.accounts import make_entity, make_mandate, make_person
from tests.factories.campaigns import make_campaign, make_edition, make_enrolment, make_mission
from tests.factories.feedback import make_feedback

STATEMENTS_OF_THE_PAGE = 5  # reader, campaign, missions, newest known issues, texts
PAGE = "/campaigns/own-app/missions/1"
WRITTEN = pytest.mark.usefixtures("mission")
pytestmark = pytest.mark.usefixtures("edition")


@pytest.fixture
def entity(session: Session) -> Entity:
    return make_entity(session, locales=("en", "de"))


@pytest.fixture
def campaign(session: Session) -> Campaign:
    return make_campaign(session, slug="own-app", title="The loan simulation")


@pytest.fixture
def edition(session: Session, campaign: Campaign, entity: Entity) -> Edition:
    return make_edition(session, campaign=campaign, entity=entity)


@pytest.fixture
def mission(session: Session, campaign: Campaign) -> Mission:
    return make_mission(session, campaign=campaign)


@pytest.fixture
def tester(session: Session, edition: Edition, entity: Entity) -> Person:
    person = make_person(session, entity=entity)
    make_enrolment(session, person=person, edition=edition)
    return person


@pytest.fixture
def writer(browser: Browser, session: Session) -> FlaskClient:
    """Return the browser of somebody of the central team."""
    person = make_person(session)
    make_mandate(session, person=person, role=Role.CENTRAL_TEAM)
    return browser.as_(person)


def fields(page: str) -> dict[str, str]:
    """Return what a browser would send of a page's form of words, unchanged."""
    form = page[page.rindex('<form class="form"', 0, page.index('name="title_en"')) :].split("</form>", maxsplit=1)[0]
    texts = re.findall(r'<textarea[^>]*name="([^"]+)"[^>]*>\s*(.*?)</textarea>', form, re.DOTALL)
    sent = dict(texts)
    for tag in re.findall(r"<input[^>]*>", form):
        name = re.search(r'name="([^"]+)"', tag)
        value = re.search(r'value="([^"]*)"', tag)
        if name:
            sent[name[1]] = value[1] if value else ""
    return sent


def test_a_tester_reads_what_to_do_and_where_to_say_what_was_seen(
    browser: Browser, session: Session, mission: Mission, tester: Person
) -> None:
    change_text(session, SYSTEM, mission.body_text_id, {"en": "Open **the app**. <script>alert(1)</script>"})
    page = browser.as_(tester).get(PAGE).text
    assert "<strong>the app</strong>" in page
    assert "alert(1)</script>" not in page
    assert 'href="/campaigns/own-app/missions/1/feedback/new"' in page
    assert "About 8\u00a0minutes" in page
    assert page.index("Step 1") < page.index("Step 2")
    assert "Every contribution is answered within 5\u00a0working days." in page
    assert "Nobody can know" in page


@WRITTEN
def test_a_text_in_another_language_is_named_and_marked(browser: Browser, session: Session, entity: Entity) -> None:
    person = make_person(session, entity=entity, locale="fr")
    page = browser.as_(person, "fr").get(PAGE).text
    assert '<div class="prose" lang="en" dir="ltr">' in page
    assert "Affiché en anglais." in page


@WRITTEN
def test_one_ticks_for_oneself_and_takes_it_back(browser: Browser, session: Session, tester: Person) -> None:
    client = browser.as_(tester)
    assert client.post(f"{PAGE}/tick").headers["Location"] == PAGE
    assert client.post(f"{PAGE}/tick").status_code == 302
    assert session.scalars(select(MissionDone.person_id)).all() == [tester.id]
    assert "You have done this mission" in client.get(PAGE).text
    assert client.post(f"{PAGE}/untick").status_code == 302
    assert session.scalars(select(MissionDone)).all() == []


@WRITTEN
def test_who_has_left_meanwhile_cannot_tick_nor_write(browser: Browser, tester: Person) -> None:
    client = browser.as_(tester)
    client.post("/campaigns/own-app/leave")
    assert client.post(f"{PAGE}/tick").status_code == 403
    page = client.get(PAGE).text
    assert "feedback/new" not in page
    assert "See how to take part" in page


@WRITTEN
def test_a_closed_campaign_asks_for_nothing_more(browser: Browser, edition: Edition, tester: Person) -> None:
    edition.status = EditionStatus.CLOSED
    client = browser.as_(tester)
    page = client.get(PAGE).text
    assert "This campaign is closed." in page
    assert "feedback/new" not in page
    assert client.post(f"{PAGE}/tick").status_code == 403


def test_a_mission_that_comes_later_says_when(browser: Browser, mission: Mission, tester: Person) -> None:
    mission.opens_on = clock.today() + timedelta(days=3)
    page = browser.as_(tester).get(PAGE).text
    assert "Opens on" in page
    assert "feedback/new" not in page


@pytest.mark.parametrize(
    "path", ["/campaigns/own-app/missions/2", "/campaigns/own-app/missions/99999", "/campaigns/x/missions/1"]
)
@WRITTEN
def test_no_such_mission(browser: Browser, tester: Person, path: str) -> None:
    assert browser.as_(tester).get(path).status_code == 404


@pytest.mark.parametrize("number", [2, 4])
def test_the_page_costs_the_same_whatever_there_is(
    browser: Browser, session: Session, queries: CountQueries, tester: Person, number: int
) -> None:
    campaign = session.scalars(select(Campaign)).one()
    make_mission(session, campaign=campaign, steps=number)
    for _ in range(number):
        make_edition(session, campaign=campaign)
    client = browser.as_(tester)
    with queries() as seen:
        assert client.get(PAGE).status_code == 200
    assert len(seen) == STATEMENTS_OF_THE_PAGE, "\n".join(seen.seen)


@WRITTEN
def test_only_the_central_team_reaches_the_form(browser: Browser, tester: Person) -> None:
    client = browser.as_(tester)
    for path in ("/campaigns/own-app/missions/new", f"{PAGE}/edit"):
        assert client.get(path).status_code == 403
        assert client.post(path, data={}).status_code == 403


def test_a_mission_is_written_in_every_language_on_one_page(writer: FlaskClient, session: Session) -> None:
    page = writer.get("/campaigns/own-app/missions/new").text
    assert "English" in page
    assert "German" in page
    sent = fields(page) | {
        "minutes": "12",
        "closes_on": "2031-03-01",
        "title_en": "  Look around ",
        "title_de": "Umsehen",
        "body_en": "Open it.\r\nThen look.",
        "step_1_en": "Open",
        "step_1_de": "Öffnen",
        "step_3_en": "Look",
    }

    answer = writer.post("/campaigns/own-app/missions/new", data=sent)
    again = writer.post("/campaigns/own-app/missions/new", data=sent)

    assert answer.headers["Location"] == again.headers["Location"] == "/campaigns/own-app/missions"
    assert "1. Look around" in writer.get("/campaigns/own-app/missions").text
    made = session.scalars(select(Mission)).one()
    assert (made.minutes, str(made.closes_on)) == (12, "2031-03-01")
    assert session.scalars(select(MissionStep.number).order_by(MissionStep.number)).all() == [1, 2]
    edit = fields(writer.get(f"{PAGE}/edit").text)
    assert (edit["title_en"], edit["title_de"], edit["step_1_de"], edit["step_2_en"]) == (
        "Look around", "Umsehen", "Öffnen", "Look",
    )  # fmt: skip


@WRITTEN
def test_a_form_sent_unchanged_changes_nothing(
    writer: FlaskClient,
) -> None:
    before = fields(writer.get(f"{PAGE}/edit").text)
    assert writer.post(f"{PAGE}/edit", data=before).status_code == 302
    after = writer.get(f"{PAGE}/edit").text
    own = {"key", "csrf_token"}  # of each page anew
    kept = {k: v for k, v in fields(after).items() if k not in own}
    assert kept == {k: v for k, v in before.items() if k not in own}
    assert "Not translated yet" in after


@WRITTEN
def test_what_is_wrong_is_said_beside_its_field_and_nothing_is_lost(
    writer: FlaskClient,
    session: Session,
) -> None:
    sent = fields(writer.get(f"{PAGE}/edit").text) | {
        "minutes": "0", "title_en": "", "title_de": "x" * 121, "step_5_de": "Ohne Vorlage", "closes_on": "soon",
    }  # fmt: skip
    answer = writer.post(f"{PAGE}/edit", data=sent)
    assert answer.status_code == 422
    for told in (
        "Enter a number of minutes from 1 to 240.",
        "Please fill in this field.",
        "121\u00a0characters",
        "First enter this step in the language of the campaign.",
        "Ohne Vorlage",
    ):
        assert told in answer.text
    assert 'href="#step_5_en"' in answer.text
    assert session.scalars(select(Mission.minutes)).one() == 8


@WRITTEN
def test_dates_the_wrong_way_round_are_told_beside_the_last_day(
    writer: FlaskClient,
) -> None:
    sent = fields(writer.get(f"{PAGE}/edit").text) | {"opens_on": "2031-03-02", "closes_on": "2031-03-01"}
    answer = writer.post(f"{PAGE}/edit", data=sent)
    assert answer.status_code == 422
    assert 'id="closes_on-error"' in answer.text


def test_a_step_in_use_is_told_beside_that_step(
    writer: FlaskClient, session: Session, edition: Edition, mission: Mission, tester: Person
) -> None:
    feedback = make_feedback(session, edition=edition, author=tester, mission=mission)
    feedback.step_id = session.scalars(select(MissionStep.id).where(MissionStep.number == 2)).one()
    session.commit()
    sent = fields(writer.get(f"{PAGE}/edit").text) | {"step_2_en": ""}
    answer = writer.post(f"{PAGE}/edit", data=sent)
    assert answer.status_code == 409
    assert 'id="step_2_en-error"' in answer.text
    assert session.scalars(select(MissionStep.number).order_by(MissionStep.number)).all() == [1, 2]


def test_two_people_change_a_mission_and_the_second_chooses(
    session: Session, browser: Browser, campaign: Campaign
) -> None:
    mission = make_mission(session, campaign=campaign)
    people = [make_person(session, name=name) for name in ("Ana Prado", "Bo Lind")]
    for person in people:
        make_mandate(session, person=person, role=Role.CENTRAL_TEAM)
    session.commit()
    place = f"/campaigns/{campaign.slug}/missions/{mission.number}/edit"
    ana, bo = (browser.as_(person) for person in people)
    fields = dict(re.findall(r'name="(step_\d+_id|version)" type="hidden" value="(\d+)"', bo.get(place).text))
    typed = fields | {
        "minutes": "8",
        "title_en": "Look",
        "body_en": "Open it.",
        "step_1_en": "Open",
        "step_2_en": "Look",
    }
    assert ana.post(place, data=typed | {"step_1_en": "Open it", "step_3_en": "By Ana"}).status_code == 302
    answer = bo.post(place, data=typed | {"step_1_en": "Open the app"})
    assert answer.status_code == 409
    assert "Ana Prado saved it last" in answer.text
    assert re.search(r'id="step_1_en-stored">.*?Open it</p>', answer.text)
    assert "Open the app</textarea>" in answer.text
    assert "By Ana</textarea>" in answer.text  # her step takes a line that was free
    fields = dict(re.findall(r'name="(step_\d+_id|version)" type="hidden" value="(\d+)"', answer.text))
    chosen = typed | fields | {"step_1_en": "Open the app", "step_3_en": "By Ana"}
    assert bo.post(place, data=chosen).status_code == 302
    page = ana.get(f"/campaigns/{campaign.slug}/missions/{mission.number}").text
    assert "Open the app" in page
    assert page.count("By Ana") == 1


@WRITTEN
def test_the_product_is_chosen_among_those_of_the_campaign(
    writer: FlaskClient, session: Session, campaign: Campaign
) -> None:
    assert 'name="product"' not in writer.get(f"{PAGE}/edit").text, "nothing to choose from"
    product = Product(code="loan", name="Our loan")
    session.add(product)
    session.flush()
    session.execute(insert(campaign_products).values(campaign_id=campaign.id, product_id=product.id, position=1))
    session.commit()
    sent = fields(writer.get(f"{PAGE}/edit").text)
    refusal = writer.post(f"{PAGE}/edit", data=sent | {"product": "999"})
    assert refusal.status_code == 422
    assert 'id="product-error"' in refusal.text
    assert writer.post(f"{PAGE}/edit", data=sent | {"product": str(product.id)}).status_code == 302
    assert f'<option selected value="{product.id}">Our loan' in writer.get(f"{PAGE}/edit").text
