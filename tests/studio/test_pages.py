"""The studio's pages: a campaign is begun, left, resumed and summed up; what is refused stays as it was typed."""

from __future__ import annotations

import re
from datetime import timedelta
from http import HTTPStatus

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import Person
from app.campaigns.models import Campaign, Edition, Phase
from app.campaigns.types import EditionStatus, PhaseKind
from app.core import clock, idents
from app.missions.models import Mission
from app.policy.actor import SYSTEM, Role
from app.products.types import Owner
from app.questionnaires.models import Questionnaire
from app.studio.file_format import starter_templates
from app.studio.service import add_templates
from app.themes.models import Theme
from tests.campaigns.world import make_product
from tests.conftest import Browser, CountQueries
from tests.factories.accounts import make_entity, make_mandate, make_person
from tests.factories.campaigns import make_campaign, make_edition
from tests.studio.world import make_whole

STATEMENTS = 12  # of one page, those that say who asks included
PAGES = ("question", "products", "missions", "people", "dates", "summary")


@pytest.fixture
def central(session: Session) -> Person:
    person = make_person(session)
    make_mandate(session, person=person, role=Role.CENTRAL_TEAM)
    return person


@pytest.fixture
def desk(browser: Browser, central: Person) -> FlaskClient:
    return browser.as_(central)


def version_on(page: str) -> str:
    found = re.search(r'name="version"[^>]*value="(\d+)"', page)
    assert found is not None
    return found[1]


def begun(desk: FlaskClient, **given: str) -> str:
    """Begin a campaign on the first page; return its address."""
    data = {"key": "k1", "source_locale": "en", "title": "The new app", "pitch": "What stops you?"} | given
    answer = desk.post("/studio/new", data=data)
    assert answer.status_code == HTTPStatus.FOUND, answer.text
    return answer.headers["Location"].split("/")[2]


def test_a_campaign_goes_from_a_template_to_its_summary_and_can_be_left_on_each_page(  # noqa: PLR0915 - a journey
    session: Session, desk: FlaskClient
) -> None:
    add_templates(session, SYSTEM, starter_templates())
    entities = [make_entity(session, locales=("pt-PT", "en")), make_entity(session, locales=("de", "en"))]
    product = make_product(session)
    session.commit()
    assert "Beta-test of a product" in desk.get("/studio").text
    page = desk.get("/studio/new?template=template-beta-test").text
    assert "What stops a customer from using this product with ease?" in page
    answer = desk.post(
        "/studio/new?template=template-beta-test",
        data={"key": "k", "source_locale": "en", "title": "The new app", "pitch": "What stops you?"},
    )
    assert answer.headers["Location"] == "/studio/the-new-app/products"
    assert "Next: what is tested" in desk.get("/studio").text

    form = {"version": version_on(desk.get("/studio/the-new-app/products").text), "product_ids": [str(product.id)]}
    assert desk.post("/studio/the-new-app/products", data=form).headers["Location"] == "/studio/the-new-app/missions"
    page = desk.get("/studio/the-new-app/missions").text
    assert "Discover the product" in page
    assert "At the end of the test" in page
    assert "Words and clarity" in page

    form = {
        "version": version_on(desk.get("/studio/the-new-app/people").text),
        "entity_ids": [str(each.id) for each in entities],
        "answer_within_days": "7", "identity_levels": ["named"], "min_group": "5", "min_group_verbatim": "10",
    }  # fmt: skip
    assert desk.post("/studio/the-new-app/people", data=form).headers["Location"] == "/studio/the-new-app/dates"
    assert "Next: dates" in desk.get("/studio").text

    assert "texts ready" in desk.get("/studio/the-new-app/dates").text
    today = clock.today()
    editions = session.scalars(select(Edition).order_by(Edition.id)).all()
    form = {
        "edition_ids": [str(each.id) for each in editions],
        "recruit_from": str(today + timedelta(days=7)), "test_from": str(today + timedelta(days=14)),
        "test_until": str(today + timedelta(days=28)), "close_until": str(today + timedelta(days=40)),
    }  # fmt: skip
    assert desk.post("/studio/the-new-app/dates", data=form).headers["Location"] == "/studio/the-new-app/summary"
    kinds = [(phase.edition_id, phase.kind) for phase in session.scalars(select(Phase).order_by(Phase.id))]
    wanted = (PhaseKind.RECRUIT, PhaseKind.TEST, PhaseKind.CLOSE)
    assert kinds == [(each.id, kind) for each in editions for kind in wanted]

    page = desk.get("/studio/the-new-app/summary").text
    assert entities[0].name in page
    assert "is not ready in Portuguese" in page
    assert "Recruitment has no dates." not in page
    assert "Next: check what is missing" in desk.get("/studio").text


def test_a_campaign_begun_from_nothing_gets_its_parts_on_one_page(session: Session, desk: FlaskClient) -> None:
    slug = begun(desk, title="عرض جديد", description="Why.")
    assert slug == "ard-jdyd"
    mission = {"key": "m", "title": "Look", "body": "Open it.", "steps": "One\n\n  Two  \n", "minutes": "10"}
    assert desk.post(f"/studio/{slug}/missions", data=mission).status_code == HTTPStatus.FOUND
    assert desk.post(f"/studio/{slug}/themes", data={"key": "t", "name": "Trust"}).status_code == HTTPStatus.FOUND
    answer = desk.post(f"/studio/{slug}/questionnaires", data={"key": "q", "heading": "At the end"})
    assert "/questionnaires/" in answer.headers["Location"]
    page = desk.get(f"/studio/{slug}/missions").text
    assert all(name in page for name in ("Look", "Trust", "At the end"))
    assert [len(session.scalars(select(model)).all()) for model in (Mission, Theme, Questionnaire)] == [1, 1, 1]


def test_what_is_refused_stays_as_it_was_typed(session: Session, desk: FlaskClient) -> None:
    answer = desk.post("/studio/new", data={"key": "k", "source_locale": "en", "title": "", "pitch": "Kept words"})
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "Kept words" in answer.text
    slug = begun(desk, description="Why.")
    long_step = {"key": "m", "title": "Look", "body": "Open it.", "steps": "x" * 400, "minutes": "10"}
    answer = desk.post(f"/studio/{slug}/missions", data=long_step)
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "One of the steps is too long." in answer.text
    assert session.scalars(select(Mission)).all() == []


def test_days_in_the_wrong_order_are_refused_beside_the_day(session: Session, desk: FlaskClient) -> None:
    campaign = make_campaign(session, slug="app")
    edition = make_edition(session, campaign=campaign, status=EditionStatus.DRAFT, phase=None)
    session.commit()
    form = {
        "edition_ids": [str(edition.id)], "recruit_from": "2030-03-10", "test_from": "2030-03-01",
        "test_until": "2030-03-20", "vote_until": "2030-03-20",
    }  # fmt: skip
    answer = desk.post("/studio/app/dates", data=form)
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert answer.text.count("This day must come after the one before it.") == 4
    assert session.scalars(select(Phase)).all() == []


def test_two_people_on_one_page_are_shown_both_versions(desk: FlaskClient) -> None:
    slug = begun(desk, description="Why.")
    version = version_on(desk.get(f"/studio/{slug}/question").text)
    words = {"version": version, "pitch": "What stops you?", "description": "Why."}
    assert desk.post(f"/studio/{slug}/question", data=words | {"title": "First"}).status_code == HTTPStatus.FOUND
    answer = desk.post(f"/studio/{slug}/question", data=words | {"title": "Second"})
    assert answer.status_code == HTTPStatus.CONFLICT
    assert "First" in answer.text
    assert "Second" in answer.text


def test_each_page_is_short_and_its_statements_do_not_grow(
    session: Session, desk: FlaskClient, queries: CountQueries
) -> None:
    make_whole(session)
    counts = {}
    for page in PAGES:
        with queries() as seen:
            assert desk.get(f"/studio/loan-app/{page}").status_code == HTTPStatus.OK
        counts[page] = len(seen)
    assert max(counts.values()) <= STATEMENTS, counts
    for _more in range(2):
        make_edition(session, campaign=session.scalars(select(Campaign)).one(), status=EditionStatus.DRAFT)
    session.commit()
    for page in PAGES[:-1]:
        with queries() as seen:
            desk.get(f"/studio/loan-app/{page}")
        assert len(seen) <= counts[page], page


def test_the_studio_s_statements_do_not_grow(session: Session, desk: FlaskClient, queries: CountQueries) -> None:
    add_templates(session, SYSTEM, starter_templates())
    make_campaign(session)
    session.commit()
    with queries() as once:
        desk.get("/studio")
    for _more in range(3):
        make_edition(session, status=EditionStatus.DRAFT)
    session.commit()
    with queries() as more:
        assert "No entity yet" in desk.get("/studio").text
    assert len(more) == len(once) <= STATEMENTS


def test_templates_are_added_retired_and_offered_again(desk: FlaskClient) -> None:
    assert "5\u00a0templates have been added." in desk.post("/studio/templates", follow_redirects=True).text
    page = desk.post("/studio/template-idea-box/retire", follow_redirects=True).text
    assert "No longer offered" in page
    assert desk.get("/studio/new?template=template-idea-box").status_code == HTTPStatus.NOT_FOUND
    assert "The template is offered again." in desk.post("/studio/template-idea-box/offer", follow_redirects=True).text
    page = desk.get("/campaigns/template-idea-box/edit").text
    assert 'href="/campaigns/template-idea-box/missions"' in page
    assert "/campaigns/template-idea-box/editions" not in page


def test_a_campaign_is_duplicated_as_a_campaign_or_as_a_template(session: Session, desk: FlaskClient) -> None:
    make_whole(session)
    assert "The copy has everything but people" in desk.get("/studio/loan-app/copy").text
    answer = desk.post("/studio/loan-app/copy", data={"key": "c", "title": "Again", "purpose": "campaign"})
    assert answer.headers["Location"] == "/studio/again/question"
    answer = desk.post("/studio/loan-app/copy", data={"key": "d", "title": "Model", "purpose": "template"})
    assert answer.headers["Location"] == "/studio"
    answer = desk.post("/studio/loan-app/copy", data={"key": "e", "title": "X", "slug": "again", "purpose": "campaign"})
    assert answer.status_code == HTTPStatus.CONFLICT
    assert "Another campaign already has this address." in answer.text


def test_competitors_ask_for_safeguards(session: Session, desk: FlaskClient) -> None:
    slug, product = begun(desk, description="Why."), make_product(session)
    entity = make_entity(session)
    session.commit()
    assert "Safeguards</h2>" not in desk.get(f"/studio/{slug}/products").text
    product.owner = Owner.COMPETITOR
    session.commit()
    page = desk.get(f"/studio/{slug}/products").text
    assert "Safeguards</h2>" in page
    assert f'href="/products/{product.code}/safeguards/{entity.country.lower()}"' in page
    assert page.count("Competitors’ products in the countries of the group") == 2


def test_what_is_shared_says_which_open_editions_it_changes(session: Session, desk: FlaskClient) -> None:
    campaign = make_campaign(session, slug="app")
    edition = make_edition(session, campaign=campaign)
    make_edition(session, campaign=campaign, status=EditionStatus.DRAFT)
    session.commit()
    name = session.get_one(type(make_entity(session)), edition.entity_id).name
    sentence = f"What you change here changes 1\u00a0open edition: {name}."
    for page in ("edit", "missions", "questionnaires"):
        assert sentence in desk.get(f"/campaigns/app/{page}").text, page
    assert sentence not in desk.get("/campaigns/app/editions").text


def test_what_each_entity_adds_is_met_in_the_assistant_and_the_page_leads_back(
    session: Session, desk: FlaskClient
) -> None:
    campaign = make_campaign(session, slug="app")
    here, there = (make_entity(session, name=name) for name in ("Lusocrédito", "Kreditwerk"))
    drafts = [
        make_edition(session, campaign=campaign, entity=each, status=EditionStatus.DRAFT) for each in (here, there)
    ]
    contact = make_person(session, entity=here, name="Miguel Figueira")
    make_mandate(session, person=contact, role=Role.COMMUNITY_MANAGER, entity=here)
    session.commit()
    local = f"/campaigns/app/editions/{here.code}/local"
    shown = desk.get("/studio/app/dates").text
    assert f'href="{local}">What Lusocrédito adds</a>' in shown
    assert shown.count("Nothing yet") == len(drafts)
    assert 'href="/studio/app/dates">Back to the assistant</a>' in desk.get(local).text
    sent = {"version": "0", "variant": "Version 4", "contact": idents.encode(contact.id), "words_en": "At the desk."}
    assert desk.post(local, data=sent).status_code == HTTPStatus.SEE_OTHER
    shown = desk.get("/studio/app/dates").text
    for words in ("Words of the entity", "Product: Version 4", "Contact: Miguel Figueira"):
        assert shown.count(words) == 1, words
    assert shown.count("Nothing yet") == len(drafts) - 1
    for edition in drafts:
        edition.status = EditionStatus.OPEN
    session.commit()
    assert "Back to the assistant" not in desk.get(local).text
