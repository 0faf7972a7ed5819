"""Every page of the studio costs twelve statements at most, however large the campaign."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import insert
from sqlalchemy.orm import Session

from app.campaigns.models import Campaign, Edition, campaign_products
from app.campaigns.service import LocalInput, write_local
from app.campaigns.types import EditionStatus
from app.core import clock
from app.legal.queries import legal_work
from app.legal.service import LegalInput, PublishInput, publish_legal_text, write_legal_text
from app.legal.types import LegalPlace
from app.policy.actor import SYSTEM, Actor, Grant, LegalKind, Role
from app.preview.credentials import preview_token
from app.preview.models import PreviewLink
from app.products.models import Product
from app.products.types import Owner
from app.safeguards.queries import SheetPlace
from app.safeguards.service import SheetInput, write_sheet
from app.studio.file_format import starter_templates
from app.studio.service import add_templates
from app.themes.service.write import ThemeInput, create_theme
from app.translating.service import TermInput, write_term
from config import LOCALES, Settings
from tests.campaigns.world import make_whole_gate
from tests.conftest import Browser, CountQueries
from tests.factories.accounts import make_entity, make_mandate, make_person
from tests.factories.campaigns import make_campaign, make_edition, make_mission
from tests.factories.questionnaires import make_question, make_questionnaire

STATEMENTS_MAX = 12  # those that say who asks included
# Whose pages are the studio's: of a blueprint every page, of these features those on which a campaign is prepared.
WHOLE = {"studio", "preview", "readiness", "gate", "safeguards", "translating", "governance"}
OTHERS = {
    "campaigns.create", "campaigns.edit", "campaigns.edition", "campaigns.editions", "campaigns.local",
    "campaigns.products", "campaigns.translations", "legal.entity", "legal.text", "legal.edit", "legal.publish",
    "recruiting.kit",
}  # fmt: skip
# What makes a file or leads on. Each line says why it is no page.
NO_PAGES = {
    "translating.export": "a file",
    "governance.phases_file": "a file",
}


@dataclass(frozen=True, slots=True)
class Size:
    """How large the campaign is."""

    languages: tuple[tuple[str, ...], ...]  # of each entity
    missions: int


SIZES = {
    "two entities, three languages": Size((("en", "fr"), ("de", "en")), 2),
    "twelve missions, nine languages": Size((LOCALES, LOCALES), 12),
}


@pytest.fixture(params=list(SIZES.values()), ids=list(SIZES))
def values(request: pytest.FixtureRequest, app: Flask, session: Session) -> Mapping[str, str | int]:
    """Save a campaign that uses all of the studio; return what stands in addresses."""
    size: Size = request.param
    add_templates(session, SYSTEM, starter_templates())
    campaign = make_campaign(session, slug="wide", texts={"en": "The app", "fr": "L’application"})
    rival = Product(code="rival", name="Rival app", owner=Owner.COMPETITOR)
    session.add(rival)
    session.flush()
    session.execute(insert(campaign_products).values(campaign_id=campaign.id, product_id=rival.id))
    for number in range(1, size.missions + 1):
        make_mission(session, campaign=campaign, number=number, product=rival)
    make_question(
        session,
        questionnaire=make_questionnaire(session, campaign=campaign),
        kind="long_text",
        prompt="What stops you?",
    )
    create_theme(session, SYSTEM, campaign.id, ThemeInput({"en": "Trust", "fr": "Confiance"}))
    editions = [_edition(session, campaign, place, locales) for place, locales in enumerate(size.languages)]
    central = Actor(0, None, frozenset({Grant(Role.CENTRAL_TEAM)}))
    term = write_term(session, central, TermInput({"en": "tester"}, {}))
    session.commit()
    settings: Settings = app.extensions["settings"]
    return {
        "slug": "wide", "code": "place-0", "country": editions[0].entity.country.lower(), "product_code": "rival",
        "text_name": "privacy", "locale": "fr", "text_id": campaign.title_text_id, "term_id": term.id,
        "token": preview_token(settings.secret_key, _link(session, editions[0])),
    }  # fmt: skip


def _edition(session: Session, campaign: Campaign, place: int, locales: tuple[str, ...]) -> Edition:
    """Save all that an entity has before it opens."""
    entity = make_entity(session, code=f"place-{place}", locales=locales)
    edition = make_edition(session, campaign=campaign, entity=entity, status=EditionStatus.DRAFT)
    make_whole_gate(session, entity)
    contact = make_person(session, entity=entity)
    make_mandate(session, person=contact, role=Role.COMMUNITY_MANAGER, entity=entity)
    session.commit()
    words = dict.fromkeys(locales, "At the desk.")
    write_local(session, SYSTEM, edition.id, LocalInput(words, "Version 4", contact.id))
    legal = LegalPlace(entity.id, LegalKind.PRIVACY)
    write_legal_text(session, SYSTEM, legal, LegalInput({locales[0]: "We keep it one year."}))
    publish_legal_text(session, SYSTEM, legal, PublishInput(saved=legal_work(session, SYSTEM, legal).saved))
    saved = legal_work(session, SYSTEM, legal).saved
    write_legal_text(session, SYSTEM, legal, LegalInput({locales[0]: "We keep it two years."}, saved=saved))
    write_sheet(session, SYSTEM, SheetPlace("rival", entity.country), SheetInput({"en": "Read."}, {"en": "Pay."}))
    return edition


def _link(session: Session, edition: Edition) -> int:
    link = PreviewLink(edition_id=edition.id, ends_on=clock.today() + timedelta(days=9))
    session.add(link)
    session.flush()
    return link.id


@pytest.fixture
def desk(session: Session, browser: Browser) -> FlaskClient:
    """Return the central team."""
    person = make_person(session)
    make_mandate(session, person=person, role=Role.CENTRAL_TEAM)
    return browser.as_(person)


def pages(app: Flask, values: Mapping[str, str | int]) -> dict[str, str]:
    """Return the address of each page of the studio, as the routes name them."""
    addresses = app.url_map.bind("localhost")
    return {
        rule.endpoint: addresses.build(rule.endpoint, {name: values[name] for name in rule.arguments})
        for rule in app.url_map.iter_rules()
        if "GET" in (rule.methods or ())
        and (rule.endpoint.split(".")[0] in WHOLE or rule.endpoint in OTHERS)
        and rule.endpoint not in NO_PAGES
    }


def test_every_page_of_the_studio_costs_twelve_statements_at_most(
    app: Flask, desk: FlaskClient, queries: CountQueries, values: Mapping[str, str | int]
) -> None:
    costs, wrong = {}, {}
    for endpoint, address in pages(app, values).items():
        with queries() as seen:
            answer = desk.get(address)
        costs[endpoint] = len(seen)
        if answer.status_code != 200 and endpoint != "campaigns.translations":  # it leads on to the bench
            wrong[endpoint] = answer.status_code
    assert wrong == {}
    assert {endpoint: cost for endpoint, cost in costs.items() if cost > STATEMENTS_MAX} == {}
    assert costs.keys() >= OTHERS
