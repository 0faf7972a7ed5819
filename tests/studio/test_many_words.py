"""Twelve missions in nine languages: no page asks for all of it at once."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.campaigns.types import EditionStatus
from app.policy.actor import Role
from app.texts.models import Translation
from config import LOCALES
from tests.conftest import Browser
from tests.factories.accounts import make_entity, make_mandate, make_person
from tests.factories.campaigns import make_campaign, make_edition, make_mission

MISSIONS, STEPS = 12, 6
FIELDS_MAX = 250  # of one form: a mission with twelve steps in nine languages has the most
PAGES = (
    "/studio/wide/question", "/studio/wide/products", "/studio/wide/missions", "/studio/wide/people",
    "/studio/wide/dates", "/studio/wide/summary", "/campaigns/wide/edit", "/campaigns/wide/charter/edit",
    "/campaigns/wide/missions/12/edit", "/campaigns/wide/editions/world", "/translations/wide/pl",
)  # fmt: skip


@pytest.fixture
def desk(session: Session, browser: Browser) -> FlaskClient:
    """Return the central team, with a campaign of twelve missions read in every language of the interface."""
    campaign = make_campaign(session, slug="wide")
    entity = make_entity(session, code="world", locales=LOCALES)
    make_edition(session, campaign=campaign, entity=entity, status=EditionStatus.DRAFT)
    for number in range(1, MISSIONS + 1):
        make_mission(session, campaign=campaign, number=number, steps=STEPS)
    person = make_person(session)
    make_mandate(session, person=person, role=Role.CENTRAL_TEAM)
    return browser.as_(person)


@pytest.mark.parametrize("page", PAGES)
def test_no_form_has_a_thousand_fields(desk: FlaskClient, page: str) -> None:
    answer = desk.get(page)
    assert answer.status_code == 200
    forms = re.findall(r"<form\b.*?</form>", answer.text, re.DOTALL)
    assert forms
    most = max(len(re.findall(r'<(?:input|textarea|select)\b[^>]*\bname="', form)) for form in forms)
    assert most <= FIELDS_MAX


def test_a_mission_is_saved_in_nine_languages_at_once(desk: FlaskClient, session: Session) -> None:
    page = desk.get("/campaigns/wide/missions/12/edit").text
    form = next(each for each in re.findall(r"<form\b.*?</form>", page, re.DOTALL) if 'name="title_en"' in each)
    sent = {
        name: value
        for tag in re.findall(r"<input\b[^>]*>", form)
        if 'type="checkbox"' not in tag
        for name in re.findall(r'\bname="([^"]+)"', tag)
        for value in re.findall(r'\bvalue="([^"]*)"', tag) or [""]
    }
    sent |= {f"title_{code.replace('-', '_')}": f"In {code}" for code in LOCALES}
    sent |= {f"body_{code.replace('-', '_')}": "Look around." for code in LOCALES}
    answer = desk.post("/campaigns/wide/missions/12/edit", data=sent)
    assert answer.status_code in {302, 303}, answer.text
    titles = session.scalars(select(Translation.value).where(Translation.value.like("In %"))).all()
    assert set(titles) == {f"In {code}" for code in LOCALES}
