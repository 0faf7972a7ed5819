"""How entities stand: what comes next in each, nothing ranked, for the same few statements."""

from __future__ import annotations

import re
from http import HTTPStatus

import pytest
from sqlalchemy.orm import Session

from app.campaigns.models import Campaign
from app.campaigns.types import EditionStatus
from app.core.errors import Forbidden, NotFound
from app.entities.models import Entity
from app.entities.types import Stage
from app.gate.service import tick_item, untick_item
from app.gate.types import GateItem
from app.governance.queries import entity_standing, standings
from app.governance.types import NextStep
from app.policy.actor import Role
from app.readiness.models import EditionApproval
from app.readiness.service import open_edition
from tests.campaigns.world import central_team, make_whole_gate, ready_edition
from tests.conftest import Browser, CountQueries
from tests.factories.accounts import actor_for, make_entity, make_mandate, make_person
from tests.factories.campaigns import make_campaign, make_edition
from tests.readiness.test_pages import somebody
from tests.refusals import refused

STATEMENTS_MAX = 12


def test_the_next_action_is_the_first_thing_missing(session: Session) -> None:
    edition, central = ready_edition(session), central_team(session)
    entity = session.get_one(Entity, edition.entity_id)

    def step() -> NextStep:
        session.flush()
        return entity_standing(session, central, entity.code).next_step

    untick_item(session, central, entity.code, GateItem.DPO, "On leave.")
    assert step() is NextStep.GATE
    entity.stage = Stage.DORMANT
    assert step() is NextStep.WAKE
    entity.stage = Stage.PREPARING
    session.flush()
    tick_item(session, central, entity.code, GateItem.DPO)
    assert step() is NextStep.PILOT
    entity.stage = Stage.PILOT
    assert step() is NextStep.OPEN
    approval = session.query(EditionApproval).one()
    session.delete(approval)
    assert step() is NextStep.APPROVE
    session.add(EditionApproval(edition_id=edition.id, approved_by_id=None))
    session.flush()
    open_edition(session, central, edition.id)
    assert step() is NextStep.NOTHING
    edition.status = EditionStatus.CLOSED
    assert step() is NextStep.CAMPAIGN


def test_what_needs_help_comes_first_and_then_the_name(session: Session) -> None:
    names = ("Zeta", "Alpha", "Mid", "Beta")
    entities = {name: make_entity(session, name=name) for name in names}
    for name in ("Zeta", "Alpha"):
        make_whole_gate(session, entities[name])
    found = [each.entity.name for each in standings(session, central_team(session))]
    found = [name for name in found if name in names]
    assert found == ["Beta", "Mid", "Alpha", "Zeta"]


def test_only_who_steers_sees_them_and_each_their_own(session: Session) -> None:
    here, there = make_entity(session), make_entity(session)
    sponsor = actor_for(make_person(session, entity=here), Role.SPONSOR, entity=here)
    assert [each.entity.id for each in standings(session, sponsor)] == [here.id]
    with refused(session, NotFound):
        entity_standing(session, sponsor, there.code)
    stranger = actor_for(make_person(session, entity=here))
    with refused(session, Forbidden):
        standings(session, stranger)
    with refused(session, NotFound):
        entity_standing(session, stranger, here.code)


def test_the_page_of_an_entity_says_how_it_stands(session: Session, browser: Browser) -> None:
    edition = ready_edition(session)
    entity, campaign = session.get_one(Entity, edition.entity_id), session.get_one(Campaign, edition.campaign_id)
    desk = browser.as_(somebody(session, Role.CENTRAL_TEAM))
    page = desk.get(f"/entities/{entity.code}").text
    for words in (
        "Preparing",
        "Everything a new entity needs, in order",
        "the entity can become a pilot",
        "The launch gate is complete",
        "The team brings marketing, human resources and communication together.",
        "Approved by the sponsor",
        f"/campaigns/{campaign.slug}/readiness#entity-{entity.code}",
        f"/switches/{entity.code}",
        "No answer has been due here yet.",
        f"/recruiting/{campaign.slug}/{entity.code}/kit",
        f"/entities/{entity.code}/calendar",
        "/safeguards",
        "/phases",
    ):
        assert words in page, words
    answer = desk.post(f"/entities/{entity.code}/stage", data={"stage": "pilot"})
    assert answer.status_code == HTTPStatus.SEE_OTHER
    page = desk.get(f"/entities/{entity.code}").text
    assert "Everything a new entity needs" not in page
    assert "First campaign" not in page
    for address in (f"/entities/{entity.code}/calendar", "/safeguards", "/phases", "/help"):
        assert f'href="{address}"' in page, address
    bare = make_entity(session)
    session.commit()
    refusal = desk.post(f"/entities/{bare.code}/stage", data={"stage": "running"})
    assert refusal.status_code == HTTPStatus.CONFLICT
    assert "its launch gate has to be complete first" in refusal.text
    assert desk.post(f"/entities/{bare.code}/stage", data={"stage": "gone"}).status_code == 422
    sponsor = browser.as_(somebody(session, Role.SPONSOR, entity))
    assert "Save the stage" not in sponsor.get(f"/entities/{entity.code}").text


def test_each_campaign_of_an_entity_leads_to_a_page_its_reader_may_open(session: Session, browser: Browser) -> None:
    here = make_entity(session)
    make_whole_gate(session, here)
    for status in EditionStatus:
        make_edition(session, entity=here, status=status)
    links = {}
    for role in (Role.ADMINISTRATOR, Role.CENTRAL_TEAM):
        desk = browser.as_(somebody(session, role))
        page = desk.get(f"/entities/{here.code}").text + desk.get("/entities").text
        links[role] = set(re.findall(r'href="(/campaigns/[^"#]+)', page))
        assert {link: desk.get(link).status_code for link in links[role]} == dict.fromkeys(links[role], HTTPStatus.OK)
    assert len(links[Role.CENTRAL_TEAM]) == len(EditionStatus), "the central team opens each of them"
    assert links[Role.ADMINISTRATOR] == set()


@pytest.mark.parametrize("address", ["/entities", "/entities/here", "/entities/here/gate", "/phases"])
def test_each_page_costs_the_same_for_n_and_2n(
    session: Session, browser: Browser, queries: CountQueries, address: str
) -> None:
    here = make_entity(session, code="here")
    make_whole_gate(session, here)
    desk = browser.as_(somebody(session, Role.CENTRAL_TEAM))
    counted = []
    for _ in range(2):
        for _number in range(3):
            make_edition(session, entity=here, status=EditionStatus.DRAFT)
            make_edition(session, entity=here)
            make_mandate(session, person=make_person(session, entity=here), role=Role.AMBASSADOR, entity=here)
            make_whole_gate(session, make_entity(session))
        session.commit()
        with queries() as seen:
            assert desk.get(address).status_code == HTTPStatus.OK
        counted.append(len(seen))
    assert counted[0] == counted[1] <= STATEMENTS_MAX, counted


def test_the_calendar_has_the_phases_of_every_entity_its_reader_steers(session: Session, browser: Browser) -> None:
    here, there = make_entity(session, name="Lusocrédito"), make_entity(session, name="Kreditwerk")
    for entity in (here, there):
        make_edition(session, entity=entity)
    make_edition(session, entity=here, status=EditionStatus.CLOSED)
    desk = browser.as_(somebody(session, Role.CENTRAL_TEAM))
    page = desk.get("/phases").text
    assert page.count("<li>") >= 2
    assert "Lusocrédito" in page
    assert "Kreditwerk" in page
    file = desk.get("/phases.ics")
    assert file.mimetype == "text/calendar"
    assert file.text.count("BEGIN:VEVENT") == 2
    sponsor = browser.as_(somebody(session, Role.SPONSOR, here))
    assert "Kreditwerk" not in sponsor.get("/phases").text
    assert sponsor.get("/phases.ics").text.count("BEGIN:VEVENT") == 1


@pytest.mark.parametrize("role", [Role.AMBASSADOR, Role.ADMINISTRATOR, Role.REPRESENTATIVE, Role.DPO])
def test_who_reads_the_page_of_an_entity_reads_the_dates_of_its_campaigns(
    session: Session, browser: Browser, role: Role
) -> None:
    here = make_entity(session, name="Lusocrédito")
    campaign = make_campaign(session)
    make_edition(session, entity=here, campaign=campaign)
    local = role in {Role.AMBASSADOR, Role.REPRESENTATIVE}
    desk = browser.as_(somebody(session, role, here if local else None))
    page = desk.get("/phases").text
    assert "Lusocrédito" in page
    assert "No dates yet" not in page
    address = f"/campaigns/{campaign.slug}"
    assert (f'href="{address}"' in page) == (desk.get(address).status_code == HTTPStatus.OK)
