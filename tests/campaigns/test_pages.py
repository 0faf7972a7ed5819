"""The pages on which campaigns are listed and prepared."""

from __future__ import annotations

import re
from http import HTTPStatus

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import Person
from app.campaigns.models import Campaign, Edition, Phase
from app.campaigns.service import freeze_contract
from app.campaigns.types import EditionStatus
from app.policy.actor import SYSTEM, Role
from tests.campaigns.world import campaign_of, events, make_approval, make_product, make_whole_gate, ready_edition
from tests.conftest import Browser, CountQueries
from tests.factories.accounts import make_entity, make_mandate, make_person
from tests.factories.campaigns import make_campaign, make_edition

WRITTEN = {
    "key": "a key", "source_locale": "en", "title": "The loan app", "slug": "", "pitch": "Tell us.",
    "description": "Ten **minutes**.", "answer_within_days": "5", "decide_by": "2030-04-01", "min_group": "5",
    "min_group_verbatim": "10", "identity_levels": ["named", "untraceable"], "version": "1",
}  # fmt: skip
DATED = {
    "recruit_starts": "2030-03-01T09:00", "recruit_ends": "2030-03-10T18:00",
    "test_starts": "2030-03-11T09:00", "test_ends": "2030-03-28T18:00", "version": "1",
}  # fmt: skip


@pytest.fixture
def central(session: Session) -> Person:
    """Return somebody of the central team."""
    person = make_person(session)
    make_mandate(session, person=person, role=Role.CENTRAL_TEAM)
    return person


@pytest.fixture
def desk(browser: Browser, central: Person) -> FlaskClient:
    """Return the browser of somebody of the central team."""
    return browser.as_(central)


def addresses(campaign: Campaign, code: str) -> list[str]:
    """Return every page on which a campaign is prepared."""
    own = f"/campaigns/{campaign.slug}"
    place = f"{own}/editions/{code}"
    return [f"{own}/edit", f"{own}/products", f"{own}/translations", f"{own}/editions", place]


def test_the_list_shows_what_is_open_with_its_dates(session: Session, browser: Browser) -> None:
    entity = make_entity(session)
    campaign = make_campaign(session, texts={"en": "The loan app", "fr": "Le prêt"})
    make_edition(session, campaign=campaign, entity=entity)
    make_edition(session, campaign=make_campaign(session, title="Not yet"), entity=entity, status=EditionStatus.DRAFT)
    page = browser.as_(make_person(session, entity=entity)).get("/campaigns").text
    assert "The loan app" in page
    assert "9\u00a0days left" in page
    assert "The test ends on" in page
    assert "Not yet" not in page
    assert "/campaigns/new" not in page


def test_the_list_is_in_the_reader_s_language_and_says_when_it_is_not(session: Session, browser: Browser) -> None:
    entity = make_entity(session, locales=("fr", "en"))
    make_edition(session, campaign=make_campaign(session, texts={"en": "Loan", "fr": "Le prêt"}), entity=entity)
    make_edition(session, campaign=make_campaign(session, texts={"en": "Cards"}), entity=entity)
    page = browser.as_(make_person(session, entity=entity, locale="fr"), "fr").get("/campaigns").text
    assert 'lang="fr" dir="ltr"><a href' in page
    assert page.count('class="meta fallback"') == 1


def test_an_empty_list_says_what_will_come(session: Session, browser: Browser) -> None:
    page = browser.as_(make_person(session)).get("/campaigns").text
    assert "No campaigns for you yet" in page


def test_the_list_costs_the_same_for_many_campaigns(session: Session, browser: Browser, queries: CountQueries) -> None:
    entity = make_entity(session)
    client = browser.as_(make_person(session, entity=entity))
    counts = []
    for number in (2, 6):
        for _campaign in range(number):
            make_edition(session, entity=entity)
        session.commit()
        with queries() as statements:
            assert client.get("/campaigns").status_code == HTTPStatus.OK
        counts.append(len(statements))
    assert counts[0] == counts[1] <= 5


def test_a_campaign_is_written_and_led_to_its_entities(session: Session, desk: FlaskClient) -> None:
    product = make_product(session)
    session.commit()
    assert desk.get("/campaigns/new").status_code == HTTPStatus.OK
    answer = desk.post("/campaigns/new", data=WRITTEN | {"product_ids": [str(product.id)]})
    assert (answer.status_code, answer.headers["Location"]) == (HTTPStatus.FOUND, "/campaigns/the-loan-app/editions")
    again = desk.post("/campaigns/new", data=WRITTEN | {"product_ids": [str(product.id)]})
    assert again.headers["Location"] == "/campaigns/the-loan-app/editions"
    campaign = session.scalars(select(Campaign)).one()
    assert campaign.identity_levels == ["named", "untraceable"]


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"title": ""}, "Please fill in this field."),
        ({"title": "x" * 121}, "This text has 121\u00a0characters; 120\u00a0is the limit."),
        ({"slug": "Prêt à l'emploi"}, "You could use: pret-a-l-emploi"),
        ({"slug": "new"}, "cannot be “new”"),
        ({"min_group": "4"}, "Enter a number of people from 5 to 1,000."),
        ({"answer_within_days": "99"}, "Enter a number of working days from 1 to 60."),
        ({"identity_levels": []}, "Choose at least one identity level."),
        ({"identity_levels": ["rumour"]}, "This choice is not offered here."),
        ({"decide_by": "tomorrow"}, "Not a valid date value."),
        ({"pitch": "a\u202eb"}, "an invisible character"),
    ],
    ids=str,
)
def test_a_wrong_campaign_keeps_what_was_typed(
    session: Session, desk: FlaskClient, typed: dict[str, object], sentence: str
) -> None:
    answer = desk.post("/campaigns/new", data={**WRITTEN, "pitch": "Kept as it was typed", **typed})
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert sentence in answer.text
    assert "Ten **minutes**." in answer.text
    assert session.scalars(select(Campaign)).all() == []


def test_an_address_already_used_is_said_beside_its_field(session: Session, desk: FlaskClient) -> None:
    campaign_of(session)
    session.commit()
    answer = desk.post("/campaigns/new", data=WRITTEN | {"slug": "loan-app"})
    assert answer.status_code == HTTPStatus.CONFLICT
    assert "Another campaign already has this address." in answer.text


def test_a_campaign_is_changed(session: Session, desk: FlaskClient) -> None:
    campaign = campaign_of(session)
    session.commit()
    page = desk.get("/campaigns/loan-app/edit").text
    assert 'name="slug"' not in page
    assert "Tell us where you hesitate." in page
    answer = desk.post("/campaigns/loan-app/edit", data=WRITTEN | {"min_group": "7"})
    assert answer.status_code == HTTPStatus.FOUND
    session.refresh(campaign)
    assert (campaign.min_group, campaign.slug) == (7, "loan-app")
    outdated = "Translations of the texts you changed are now out of date."
    assert outdated in desk.get(answer.headers["Location"]).text
    again = desk.post("/campaigns/loan-app/edit", data=WRITTEN | {"min_group": "8", "version": "2"})
    page = desk.get(again.headers["Location"]).text
    assert "The campaign has been saved." in page
    assert outdated not in page


def test_a_frozen_contract_is_read_and_not_asked(session: Session, desk: FlaskClient) -> None:
    campaign = campaign_of(session)
    freeze_contract(session, SYSTEM, campaign.id)
    session.commit()
    page = desk.get("/campaigns/loan-app/edit").text
    assert 'name="min_group"' not in page
    assert "cannot be changed after the first contribution" in page
    words = {name: value for name, value in WRITTEN.items() if not name.startswith(("min_", "identity"))}
    assert desk.post("/campaigns/loan-app/edit", data=words).status_code == HTTPStatus.FOUND
    answer = desk.post("/campaigns/loan-app/edit", data=WRITTEN)  # a page shown before the first contribution
    assert answer.status_code == HTTPStatus.CONFLICT
    assert "they can no longer be changed" in answer.text
    session.refresh(campaign)
    assert campaign.identity_levels == ["named", "confidential", "untraceable"]


def test_the_languages_lead_to_the_translation_bench(session: Session, desk: FlaskClient) -> None:
    campaign = campaign_of(session)
    address = f"/campaigns/{campaign.slug}/translations"
    assert desk.get(address).location == "/translations"
    make_edition(session, campaign=campaign, entity=make_entity(session, locales=("en", "de", "ar")))
    session.commit()
    assert desk.get(address).location == f"/translations/{campaign.slug}/de"
    assert "Campaign: title" in desk.get(address, follow_redirects=True).text


def test_a_campaign_shows_its_products_and_leads_to_where_they_are_chosen(session: Session, desk: FlaskClient) -> None:
    bare = campaign_of(session)
    edition = ready_edition(session)
    campaign = session.get_one(Campaign, edition.campaign_id)
    session.commit()
    page = desk.get(f"/campaigns/{campaign.slug}/products").text
    assert "Loan app" in page
    assert "Mobile app" in page
    assert f'href="/campaigns/{campaign.slug}/edit#product_ids"' in page
    assert "No product chosen yet" in desk.get(f"/campaigns/{bare.slug}/products").text
    tabs = page[page.index('class="tabs"') :]
    for tab in ("edit", "missions", "products", "translations", "editions", "readiness"):
        assert f'href="/campaigns/{campaign.slug}/{tab}"' in tabs


def test_an_entity_is_added_dated_opened_and_closed(session: Session, desk: FlaskClient) -> None:
    edition = ready_edition(session)
    campaign = session.get_one(Campaign, edition.campaign_id)
    entity = make_entity(session, code="kredit", name="Kreditwerk", time_zone="Europe/Berlin")
    make_whole_gate(session, entity)
    session.commit()
    own = f"/campaigns/{campaign.slug}/editions"
    assert "Kreditwerk" in desk.get(own).text
    answer = desk.post(own, data={"entity_id": str(entity.id)})
    assert answer.headers["Location"] == f"{own}/kredit"
    assert f"/campaigns/{campaign.slug}/readiness#entity-kredit" in desk.get(f"{own}/kredit").text
    list_of_all = f"/campaigns/{campaign.slug}/readiness"
    page = desk.get(list_of_all).text
    page = page.split('id="entity-kredit"')[1].split("</section>")[0]
    assert "Recruitment has no dates." in page
    assert "Open it now" not in page
    refused = desk.post(f"{own}/kredit/open")
    assert refused.status_code == HTTPStatus.CONFLICT
    assert "The test has no dates." in refused.text
    assert desk.post(f"{own}/kredit", data=DATED).status_code == HTTPStatus.FOUND
    assert 'value="2030-03-01T09:00"' in desk.get(f"{own}/kredit").text
    make_approval(session, session.scalars(select(Edition).where(Edition.entity_id == entity.id)).one())
    session.commit()
    assert f"{own}/kredit/open" in desk.get(list_of_all).text
    assert desk.post(f"{own}/kredit/open").status_code == HTTPStatus.FOUND
    assert desk.post(f"{own}/kredit/open").status_code == HTTPStatus.CONFLICT
    assert "Close it now" in desk.get(f"{own}/kredit").text
    assert desk.post(f"{own}/kredit/close").status_code == HTTPStatus.FOUND
    assert "This edition is closed" in desk.get(f"{own}/kredit").text
    assert events(session) == ["campaigns.edition_closed", "campaigns.edition_opened"]


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"recruit_ends": ""}, "Enter both the start and the end, or neither."),
        ({"test_ends": "2030-03-11T09:00"}, "The end must come after the start."),
        ({"test_starts": "2030-03-10T09:00"}, "This phase cannot start before the previous one has ended."),
        ({"test_ends": "9999-12-31T23:59"}, "Enter a year from 2000 to 2100."),
        ({"recruit_starts": "0001-01-01T00:00"}, "Enter a year from 2000 to 2100."),
        ({"test_starts": "soon"}, "Not a valid datetime value."),
    ],
    ids=str,
)
def test_wrong_dates_keep_what_was_typed(
    session: Session, desk: FlaskClient, typed: dict[str, str], sentence: str
) -> None:
    edition = make_edition(session, entity=make_entity(session, code="here"), status=EditionStatus.DRAFT, phase=None)
    campaign = session.get_one(Campaign, edition.campaign_id)
    session.commit()
    sent = DATED | typed
    answer = desk.post(f"/campaigns/{campaign.slug}/editions/here", data=sent)
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert sentence in answer.text
    assert sent["test_ends"] in answer.text
    assert session.scalars(select(Phase)).all() == []


def test_a_skipped_hour_is_kept_a_little_later_and_said(session: Session, desk: FlaskClient) -> None:
    entity = make_entity(session, code="kredit", time_zone="Europe/Berlin")
    edition = make_edition(session, entity=entity, status=EditionStatus.DRAFT, phase=None)
    campaign = session.get_one(Campaign, edition.campaign_id)
    session.commit()
    place = f"/campaigns/{campaign.slug}/editions/kredit"
    typed = {"test_starts": "2026-03-29T02:30", "test_ends": "2026-04-02T18:00", "version": "1"}
    page = desk.post(place, data=typed, follow_redirects=True).text
    assert "does not exist" in page
    assert 'value="2026-03-29T03:00"' in page


def test_who_may_not_prepare_gets_nothing(session: Session, browser: Browser) -> None:
    here, there = make_entity(session, code="here"), make_entity(session, code="there")
    edition = make_edition(session, entity=there)
    campaign = session.get_one(Campaign, edition.campaign_id)
    strangers = browser.as_(make_person(session, entity=here))
    readers = browser.as_(make_person(session, entity=there))
    for address in addresses(campaign, "there"):
        for method in ("GET", "POST"):
            if method == "POST" and address.endswith(("/products", "/translations")):
                continue
            hidden = strangers.open(address, method=method)
            missing = strangers.open(address.replace(campaign.slug, "nowhere"), method=method)
            assert hidden.status_code == missing.status_code == HTTPStatus.NOT_FOUND
            assert readers.open(address, method=method).status_code == HTTPStatus.FORBIDDEN
    assert readers.get("/campaigns/new").status_code == HTTPStatus.FORBIDDEN
    for verb in ("open", "close"):
        place = f"/campaigns/{campaign.slug}/editions/there/{verb}"
        assert strangers.post(place).status_code == HTTPStatus.NOT_FOUND
        assert readers.post(place).status_code == HTTPStatus.FORBIDDEN
    session.refresh(edition)
    assert edition.status is EditionStatus.OPEN


def test_hidden_and_missing_campaigns_have_the_same_page(session: Session, browser: Browser) -> None:
    edition = make_edition(session)
    campaign = session.get_one(Campaign, edition.campaign_id)
    stranger = browser.as_(make_person(session))

    def main_of(slug: str) -> str:
        page = stranger.get(f"/campaigns/{slug}/editions").text
        numbered = page[page.index("<main") : page.index("</main>")]
        return re.sub(r"number: \w+", "", numbered)

    assert main_of(campaign.slug) == main_of("nowhere")


@pytest.mark.parametrize("after", ["x", "<script>alert(1)</script>", "9" * 50, "1~2", "%00"])
def test_a_hand_made_key_reflects_nothing(session: Session, browser: Browser, after: str) -> None:
    answer = browser.as_(make_person(session)).get("/campaigns", query_string={"after": after})
    assert answer.status_code == HTTPStatus.OK
    assert "<script>alert" not in answer.text
