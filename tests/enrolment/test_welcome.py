"""An edition welcomes employees of other entities: they take part like anybody else."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import Person
from app.accounts.queries import rights_of
from app.campaigns.errors import EntityTakesPart
from app.campaigns.models import Campaign, Edition
from app.campaigns.service import welcome_entities
from app.campaigns.types import EditionStatus
from app.core.errors import Forbidden, NotFound, NotPossibleNow
from app.enrolment.models import Enrolment
from app.enrolment.service import enrol
from app.entities.models import Entity
from app.feedback.models import Feedback
from app.policy.actor import SYSTEM, Actor, Role
from tests.conftest import Browser
from tests.factories.accounts import actor_for, make_entity, make_mandate, make_person
from tests.factories.campaigns import make_campaign, make_edition, make_mission
from tests.refusals import refused


@pytest.fixture
def edition(session: Session) -> Edition:
    campaign = make_campaign(session, slug="own-app")
    make_mission(session, campaign=campaign)
    return make_edition(session, campaign=campaign, entity=make_entity(session, name="Lusocrédito", code="luso"))


@pytest.fixture
def horizon(session: Session) -> Entity:
    return make_entity(session, name="Groupe Horizon", code="horizon")


def now(session: Session, person: Person) -> Actor:
    """Return somebody as they may act now."""
    session.commit()
    rights = rights_of(session, SYSTEM, [person.id])[person.id]
    return replace(actor_for(person), enrolled_in=rights.enrolled_in, campaigns_open=rights.campaigns_open)


def test_employees_of_a_welcome_entity_join_and_contribute_like_anybody_else(
    session: Session, browser: Browser, edition: Edition, horizon: Entity
) -> None:
    guest = make_person(session, entity=horizon)
    assert browser.as_(guest).get("/campaigns/own-app").status_code == 404
    welcome_entities(session, SYSTEM, edition.id, [horizon.id])
    session.commit()
    client = browser.as_(guest)

    assert 'href="/campaigns/own-app/join"' in client.get("/campaigns/own-app").text
    assert client.post("/campaigns/own-app/join").status_code == 302
    typed = {"key": "k", "kind": "idea", "title": "A title", "body": "Some words.", "identity": "named"}
    sent = client.post("/campaigns/own-app/missions/1/feedback/new", data=typed)

    assert sent.status_code == 302, sent.text
    row = session.scalars(select(Feedback)).one()
    assert (row.author_id, row.edition_id, row.entity_id) == (guest.id, edition.id, edition.entity_id)
    comment = session.scalars(select(Enrolment)).one()
    assert comment.active_since is not None


def test_others_stay_strangers(session: Session, edition: Edition, horizon: Entity) -> None:
    welcome_entities(session, SYSTEM, edition.id, [horizon.id])
    stranger = now(session, make_person(session))
    with refused(session, NotFound):
        enrol(session, stranger, edition.id)
    with refused(session, Forbidden):
        enrol(session, replace(stranger, campaigns_open=frozenset({edition.campaign_id})), edition.id)


def test_an_entity_with_an_edition_of_its_own_is_not_welcomed_elsewhere(session: Session, edition: Edition) -> None:
    other = make_edition(session, campaign=session.get_one(Campaign, edition.campaign_id))
    third = make_entity(session)
    with refused(session, EntityTakesPart):
        welcome_entities(session, SYSTEM, edition.id, [other.entity_id])
    with refused(session, EntityTakesPart):
        welcome_entities(session, SYSTEM, edition.id, [edition.entity_id])
    welcome_entities(session, SYSTEM, other.id, [third.id])
    with refused(session, EntityTakesPart):
        welcome_entities(session, SYSTEM, edition.id, [third.id])


def test_an_open_edition_sends_nobody_away(session: Session, edition: Edition, horizon: Entity) -> None:
    welcome_entities(session, SYSTEM, edition.id, [horizon.id])
    welcome_entities(session, SYSTEM, edition.id, [horizon.id])
    with refused(session, NotPossibleNow):
        welcome_entities(session, SYSTEM, edition.id, [])
    edition.status = EditionStatus.DRAFT
    assert welcome_entities(session, SYSTEM, edition.id, []) == frozenset()
    edition.status = EditionStatus.CLOSED
    with refused(session, NotPossibleNow):
        welcome_entities(session, SYSTEM, edition.id, [horizon.id])


def test_only_the_central_team_welcomes(session: Session, edition: Edition, horizon: Entity) -> None:
    manager = actor_for(make_person(session), Role.COMMUNITY_MANAGER)
    with refused(session, Forbidden):
        welcome_entities(session, manager, edition.id, [horizon.id])
    with refused(session, NotFound):
        welcome_entities(session, SYSTEM, edition.id, [4242])


def test_the_page_offers_the_entities_without_an_edition(
    session: Session, browser: Browser, edition: Edition, horizon: Entity
) -> None:
    person = make_person(session, entity=horizon)
    make_mandate(session, person=person, role=Role.CENTRAL_TEAM)
    client = browser.as_(person)
    url = "/campaigns/own-app/editions/luso"
    page = client.get(url).text
    assert "Groupe Horizon" in page
    assert client.post(f"{url}/welcome", data={"entity_ids": "nonsense"}).status_code == 422
    assert client.post(f"{url}/welcome", data={"entity_ids": str(horizon.id)}).status_code == 302
    assert "checked" in client.get(url).text
    assert edition.id
