"""Two people write at the same time: nobody's words are overwritten unseen."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from http import HTTPStatus

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from app.campaigns.models import Campaign, Edition
from app.campaigns.service import change_campaign, set_phases
from app.core.errors import ChangedMeanwhile
from app.policy.actor import SYSTEM, Role
from app.texts.models import Translation
from tests.campaigns.test_pages import DATED, WRITTEN
from tests.campaigns.world import DATES, LOAN, campaign_of, ready_edition
from tests.conftest import Browser
from tests.factories.accounts import make_entity, make_mandate, make_person
from tests.parallel import together

PEOPLE = 4


def words_of(session: Session, text_id: int, locale: str = "en") -> str | None:
    session.expire_all()
    row = session.get(Translation, (text_id, locale))
    return row.value if row else None


def version_in(page: str, name: str = "version") -> str:
    found = re.search(rf'name="{name}" type="hidden" value="(\d+)"', page)
    assert found is not None
    return found[1]


@pytest.fixture
def desks(session: Session, browser: Browser) -> tuple[FlaskClient, FlaskClient]:
    """Return the browsers of Ana and Bo, of the central team."""
    people = [make_person(session, name=name) for name in ("Ana Prado", "Bo Lind")]
    for person in people:
        make_mandate(session, person=person, role=Role.CENTRAL_TEAM)
    return browser.as_(people[0]), browser.as_(people[1])


def test_two_people_change_a_campaign_and_the_second_chooses(
    session: Session, desks: tuple[FlaskClient, FlaskClient]
) -> None:
    ana, bo = desks
    campaign = campaign_of(session)
    session.commit()
    version = version_in(bo.get("/campaigns/loan-app/edit").text)
    typed = WRITTEN | {"version": version}
    assert ana.post("/campaigns/loan-app/edit", data=typed | {"pitch": "Ana’s sentence."}).status_code == 302
    again = ana.post("/campaigns/loan-app/edit", data=typed | {"pitch": "Ana’s sentence."})
    assert again.status_code == HTTPStatus.FOUND  # a double click is one change
    answer = bo.post("/campaigns/loan-app/edit", data=typed | {"pitch": "Bo’s sentence.", "decide_by": "2030-05-02"})
    assert answer.status_code == HTTPStatus.CONFLICT
    assert "your changes are not saved yet" in answer.text
    assert "Ana Prado saved it last" in answer.text
    assert "Bo’s sentence.</textarea>" in answer.text
    assert re.search(r'id="pitch-stored">.*?<p dir="ltr" lang="en">Ana’s sentence\.</p>', answer.text)
    assert re.search(r'id="decide_by-stored">.*?1\sApril\s2030', answer.text)
    assert 'aria-describedby="pitch-hint pitch-limit pitch-stored"' in answer.text
    assert 'id="title-stored"' not in answer.text
    assert words_of(session, campaign.pitch_text_id) == "Ana’s sentence."
    typed |= {"pitch": "Bo’s sentence.", "version": version_in(answer.text)}
    assert bo.post("/campaigns/loan-app/edit", data=typed).status_code == HTTPStatus.FOUND
    assert words_of(session, campaign.pitch_text_id) == "Bo’s sentence."


@pytest.mark.parametrize("version", [{}, {"version": ""}, {"version": "x"}, {"version": "9" * 40}], ids=str)
def test_a_form_that_says_no_version_overwrites_nothing(
    session: Session, desks: tuple[FlaskClient, FlaskClient], version: Mapping[str, str]
) -> None:
    campaign = campaign_of(session)
    session.commit()
    typed = {name: value for name, value in WRITTEN.items() if name != "version"}
    answer = desks[0].post("/campaigns/loan-app/edit", data={**typed, **version})
    assert answer.status_code == HTTPStatus.CONFLICT
    assert words_of(session, campaign.pitch_text_id) == "Tell us where you hesitate."


def test_two_people_set_dates_and_the_second_chooses(session: Session, desks: tuple[FlaskClient, FlaskClient]) -> None:
    ana, bo = desks
    edition = ready_edition(session, entity=make_entity(session, code="here"))
    slug = session.get_one(Campaign, edition.campaign_id).slug
    session.commit()
    place = f"/campaigns/{slug}/editions/here"
    version = version_in(bo.get(place).text)
    later = DATED | {"test_ends": "2030-03-30T18:00", "version": version}
    for _ in range(2):
        assert ana.post(place, data=later).status_code == HTTPStatus.FOUND
    answer = bo.post(place, data=later | {"test_ends": "2030-03-29T18:00"})
    assert answer.status_code == HTTPStatus.CONFLICT
    assert "Ana Prado saved it last" in answer.text
    assert re.search(r'id="test_ends-stored">.*?30', answer.text)
    assert 'value="2030-03-29T18:00"' in answer.text
    chosen = later | {"test_ends": "2030-03-29T18:00", "version": version_in(answer.text)}
    assert bo.post(place, data=chosen).status_code == HTTPStatus.FOUND


def test_several_people_change_a_campaign_at_once_and_one_is_first(shared: Engine) -> None:
    with Session(shared) as session:
        campaign_id = campaign_of(session).id
        session.commit()
    forms = [replace(LOAN, title=f"Title {number}") for number in range(PEOPLE)]
    acts = [partial(change_campaign, actor=SYSTEM, campaign_id=campaign_id, data=form) for form in forms]
    assert together(shared, acts) == ["", *[ChangedMeanwhile.code] * (PEOPLE - 1)]
    with Session(shared) as session:
        campaign = session.get_one(Campaign, campaign_id)
        assert campaign.version == 2
        assert words_of(session, campaign.title_text_id) in {form.title for form in forms}


def test_several_people_set_dates_at_once_and_one_is_first(shared: Engine) -> None:
    with Session(shared) as session:
        edition = ready_edition(session)
        edition_id, version = edition.id, edition.version
        session.commit()
    recruit, test = DATES
    assert test.ends is not None
    dates = [(recruit, replace(test, ends=test.ends.replace(minute=number))) for number in range(1, PEOPLE + 1)]
    acts = [
        partial(set_phases, actor=SYSTEM, edition_id=edition_id, phases=phases, version=version) for phases in dates
    ]
    assert together(shared, acts) == ["", *[ChangedMeanwhile.code] * (PEOPLE - 1)]
    with Session(shared) as session:
        assert session.scalars(select(Edition.version).where(Edition.id == edition_id)).one() == version + 1


def test_a_name_that_is_gone_is_not_said(session: Session, desks: tuple[FlaskClient, FlaskClient]) -> None:
    campaign = campaign_of(session)
    change_campaign(session, SYSTEM, campaign.id, replace(LOAN, title="By the system"))
    session.commit()
    answer = desks[0].post("/campaigns/loan-app/edit", data=WRITTEN)
    assert answer.status_code == HTTPStatus.CONFLICT
    assert "saved it last" not in answer.text
