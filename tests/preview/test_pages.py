"""The page of a campaign in preparation, as those who will read it."""

from __future__ import annotations

import re
from html import unescape
from http import HTTPStatus

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.accounts.models import Person
from app.campaigns.models import Campaign, Edition
from app.campaigns.types import EditionStatus
from app.db.base import Base
from app.entities.models import Entity
from app.policy.actor import Role
from app.web.inert import inert
from tests.campaigns.world import ready_edition
from tests.conftest import Browser, CountQueries
from tests.factories.accounts import make_entity, make_mandate, make_person
from tests.factories.campaigns import make_campaign, make_edition, make_mission

STATEMENTS_MAX = 12


def somebody(session: Session, role: Role | None, entity: Entity | None = None) -> Person:
    """Return somebody with one role, for an entity or the group."""
    person = make_person(session, entity=entity)
    if role is not None:
        make_mandate(session, person=person, role=role, entity=entity)
    return person


def shown(page: str) -> str:
    """Return the part of a page that is the preview."""
    return page.split('<section class="stack wide-gap"')[1].split("</main>", maxsplit=1)[0]


@pytest.fixture
def edition(session: Session) -> Edition:
    """Return an edition in preparation, with a mission."""
    return ready_edition(session)


@pytest.fixture
def address(session: Session, edition: Edition) -> str:
    """Return the address of its preview."""
    return f"/campaigns/{session.get_one(Campaign, edition.campaign_id).slug}/preview"


def test_each_reader_finds_what_they_may_do(session: Session, browser: Browser, address: str) -> None:
    desk = browser.as_(somebody(session, Role.CENTRAL_TEAM))
    tester = shown(desk.get(address).text)
    assert "Leave the campaign" in tester
    assert "In preparation" not in tester
    assert "Join the campaign" not in tester
    colleague = shown(desk.get(f"{address}?reader=not_yet_in").text)
    assert "Join the campaign" in colleague
    assert "Leave the campaign" not in colleague
    assert "Recruiting" not in colleague
    assert "Recruiting" in shown(desk.get(f"{address}?reader=is_ambassador").text)
    assert "Answers to questionnaires" in shown(desk.get(f"{address}?reader=is_sponsor").text)


def test_nothing_in_it_can_be_pressed_and_nothing_is_written(session: Session, browser: Browser, address: str) -> None:
    desk = browser.as_(somebody(session, Role.CENTRAL_TEAM))
    desk.get(address)

    def rows() -> list[int | None]:
        return [session.scalar(select(func.count()).select_from(table)) for table in Base.metadata.sorted_tables]

    before = rows()
    for reader in ("takes_part", "not_yet_in", "is_manager", "is_sponsor"):
        page = shown(desk.get(f"{address}?reader={reader}").text)
        assert not re.search(r'<form|href=|action=|type="hidden"|data-live', page)
        assert all(" disabled" in button for button in re.findall(r"<button[^>]*>", page))
    assert rows() == before


def test_it_is_in_the_language_that_was_chosen(session: Session, browser: Browser) -> None:
    entity = make_entity(session, locales=("fr", "de"))
    campaign = make_campaign(session)
    make_edition(session, campaign=campaign, entity=entity, status=EditionStatus.DRAFT)
    page = browser.as_(somebody(session, Role.CENTRAL_TEAM)).get(f"/campaigns/{campaign.slug}/preview?language=de").text
    assert 'lang="de"' in page
    assert "Was Kolleginnen" in shown(page) or "Kolleg" in shown(page)
    assert "This is a preview" in page
    assert "What colleagues say" not in shown(page)


def test_it_stands_in_a_frame_as_wide_as_a_phone_or_a_desktop(session: Session, browser: Browser, address: str) -> None:
    desk = browser.as_(somebody(session, Role.CENTRAL_TEAM))
    plain = desk.get(address)
    assert "<iframe" not in plain.text
    assert "frame-src" not in plain.headers["Content-Security-Policy"]
    for width, pixels in (("phone", 390), ("desktop", 1152)):
        page = desk.get(f"{address}?width={width}&reader=not_yet_in")
        policy = page.headers["Content-Security-Policy"]
        assert "frame-src 'self'" in policy
        assert "frame-ancestors 'none'" in policy
        assert "Join the campaign" not in page.text
        found = re.search(r'<iframe[^>]*src="([^"]+)"[^>]*width="(\d+)"[^>]*sandbox="allow-same-origin"', page.text)
        assert found is not None
        assert int(found.group(2)) == pixels
        framed = desk.get(unescape(found.group(1)))
        assert framed.status_code == HTTPStatus.OK
        assert "Join the campaign" in framed.text
        assert not re.search(r"<form|<script|<a [^>]*href=", framed.text)
        policy = framed.headers["Content-Security-Policy"]
        assert "frame-ancestors 'self'" in policy
        assert "sandbox allow-same-origin" in policy
        assert "script-src" not in policy
        assert "X-Frame-Options" not in framed.headers
    assert "frame-ancestors 'none'" in desk.get("/").headers["Content-Security-Policy"]


def test_a_community_manager_sees_their_own_edition_only(session: Session, browser: Browser, edition: Edition) -> None:
    here, there = session.get_one(Entity, edition.entity_id), make_entity(session)
    campaign = session.get_one(Campaign, edition.campaign_id)
    make_edition(session, campaign=campaign, entity=there, status=EditionStatus.DRAFT)
    manager = browser.as_(somebody(session, Role.COMMUNITY_MANAGER, here))
    page = manager.get(f"/campaigns/{campaign.slug}/preview?entity={there.code}").text
    assert f'value="{here.code}" selected' in page
    assert there.name not in page
    assert f'href="/campaigns/{campaign.slug}/preview"' in manager.get(f"/campaigns/{campaign.slug}").text


@pytest.mark.parametrize(
    ("role", "status"),
    [
        (None, HTTPStatus.NOT_FOUND),
        (Role.AMBASSADOR, HTTPStatus.FORBIDDEN),
        (Role.SPONSOR, HTTPStatus.FORBIDDEN),
        (Role.DPO, HTTPStatus.NOT_FOUND),
    ],
)
def test_nobody_else_does(
    session: Session, browser: Browser, edition: Edition, role: Role | None, status: HTTPStatus
) -> None:
    person = somebody(session, role, session.get_one(Entity, edition.entity_id))
    slug = session.get_one(Campaign, edition.campaign_id).slug
    assert browser.as_(person).get(f"/campaigns/{slug}/preview").status_code == status


def test_a_campaign_without_editions_says_so(session: Session, browser: Browser) -> None:
    campaign = make_campaign(session)
    page = browser.as_(somebody(session, Role.CENTRAL_TEAM)).get(f"/campaigns/{campaign.slug}/preview").text
    assert "No entity takes part yet." in page


def test_the_page_costs_the_same_for_n_and_2n_missions(
    session: Session, browser: Browser, queries: CountQueries, edition: Edition, address: str
) -> None:
    desk = browser.as_(somebody(session, Role.CENTRAL_TEAM))
    desk.get(address)
    with queries() as few:
        desk.get(address)
    campaign = session.get_one(Campaign, edition.campaign_id)
    for number in range(5, 9):
        make_mission(session, campaign=campaign, number=number)
        make_edition(session, campaign=campaign, entity=make_entity(session), status=EditionStatus.DRAFT)
    with queries() as many:
        desk.get(address)
    assert len(few) == len(many) <= STATEMENTS_MAX


def test_what_is_inert_keeps_its_words_and_leads_nowhere() -> None:
    html = (
        '<form method="post" action="/x" class="f"><input type="hidden" name="t"><button>Go &amp; see</button>'
        '</form><a class="b" href="/y" lang="fr">L&#39;été</a>'
        '<svg viewBox="0 0 1 1"><rect width="1"/></svg><input name="a">'
    )
    assert inert(html) == (
        '<div class="f"><button disabled>Go &amp; see</button></div><a class="b" lang="fr">L&#39;été</a>'
        '<svg viewBox="0 0 1 1"><rect width="1"/></svg><input disabled>'
    )
