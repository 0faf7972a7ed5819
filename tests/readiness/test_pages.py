"""The page of what is missing, and the opening from it."""

from __future__ import annotations

from http import HTTPStatus

from sqlalchemy.orm import Session

from app.accounts.models import Person
from app.campaigns.models import Campaign
from app.campaigns.types import EditionStatus
from app.entities.models import Entity
from app.policy.actor import Role
from tests.campaigns.world import ready_edition
from tests.conftest import Browser, CountQueries
from tests.factories.accounts import make_entity, make_mandate, make_person
from tests.factories.campaigns import make_campaign, make_edition

STATEMENTS_MAX = 12


def somebody(session: Session, role: Role, entity: Entity | None = None) -> Person:
    """Return somebody with one role, for an entity or the group."""
    person = make_person(session, entity=entity)
    make_mandate(session, person=person, role=role, entity=entity)
    return person


def part_of(page: str, entity: Entity) -> str:
    """Return what the page says of one entity."""
    return page.split(f'id="entity-{entity.code}"')[1].split("</section>", maxsplit=1)[0]


def test_each_entity_says_what_is_missing_and_where_it_is_mended(session: Session, browser: Browser) -> None:
    edition = ready_edition(session)
    here, there = session.get_one(Entity, edition.entity_id), make_entity(session, locales=("de",))
    campaign = session.get_one(Campaign, edition.campaign_id)
    make_edition(session, campaign=campaign, entity=there, status=EditionStatus.DRAFT, phase=None)
    desk = browser.as_(somebody(session, Role.CENTRAL_TEAM))
    page = desk.get(f"/campaigns/{campaign.slug}/readiness").text
    assert "Open it now" in part_of(page, here)
    assert "No known issue is entered" in part_of(page, here)
    bare = part_of(page, there)
    assert "“Title” is not ready in German." in bare
    assert f'href="/translations/{campaign.slug}/de"' in bare
    assert f'href="/campaigns/{campaign.slug}/editions/{there.code}#phases"' in bare
    assert "Open it now" not in bare
    answer = desk.post(f"/campaigns/{campaign.slug}/editions/{there.code}/open")
    assert answer.status_code == HTTPStatus.CONFLICT
    assert "This edition cannot open yet" in answer.text
    answer = desk.post(f"/campaigns/{campaign.slug}/editions/{here.code}/open")
    assert answer.location == f"/campaigns/{campaign.slug}/readiness#entity-{here.code}"
    session.refresh(edition)
    assert edition.status is EditionStatus.OPEN
    assert "Open it now" not in desk.get(f"/campaigns/{campaign.slug}/readiness").text


def test_a_sponsor_reads_the_list_of_their_entity_and_opens_nothing(session: Session, browser: Browser) -> None:
    edition = ready_edition(session)
    here, there = session.get_one(Entity, edition.entity_id), make_entity(session)
    campaign = session.get_one(Campaign, edition.campaign_id)
    make_edition(session, campaign=campaign, entity=there, status=EditionStatus.DRAFT)
    sponsor = browser.as_(somebody(session, Role.SPONSOR, here))
    page = sponsor.get(f"/campaigns/{campaign.slug}/readiness").text
    assert f'id="entity-{here.code}"' in page
    assert f'id="entity-{there.code}"' not in page
    assert f'/campaigns/{campaign.slug}/edit"' not in page, "no link that would be refused"
    assert f"/entities/{here.code}/team" in page
    assert "Open it now" not in page
    place = f"/campaigns/{campaign.slug}/editions"
    assert sponsor.post(f"{place}/{here.code}/open").status_code == HTTPStatus.FORBIDDEN
    assert sponsor.post(f"{place}/{there.code}/open").status_code == HTTPStatus.NOT_FOUND


def test_the_page_costs_the_same_for_n_and_2n_editions(
    session: Session, browser: Browser, queries: CountQueries
) -> None:
    campaign = session.get_one(Campaign, ready_edition(session).campaign_id)
    desk = browser.as_(somebody(session, Role.CENTRAL_TEAM))
    counted = []
    for _ in range(2):
        for _number in range(3):
            make_edition(session, campaign=campaign, status=EditionStatus.DRAFT)
        session.commit()
        with queries() as seen:
            assert desk.get(f"/campaigns/{campaign.slug}/readiness").status_code == HTTPStatus.OK
        counted.append(len(seen))
    assert counted[0] == counted[1] <= STATEMENTS_MAX, seen


def test_a_campaign_without_editions_says_so(session: Session, browser: Browser) -> None:
    campaign = make_campaign(session)
    desk = browser.as_(somebody(session, Role.CENTRAL_TEAM))
    page = desk.get(f"/campaigns/{campaign.slug}/readiness").text
    assert "No entity is taking part yet" in page
