"""The page of a campaign, and its two buttons."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import Person
from app.campaigns.models import Campaign, Edition
from app.campaigns.types import EditionStatus, PhaseKind
from app.core import clock
from app.enrolment.models import Enrolment
from app.enrolment.queries import TESTERS
from app.enrolment.types import EnrolmentStatus
from app.entities.models import Entity
from app.figures.counting import count_new
from app.policy.actor import Role
from tests.conftest import Browser, CountQueries
from tests.factories.accounts import make_entity, make_mandate, make_person
from tests.factories.campaigns import make_campaign, make_edition, make_enrolment, make_mission

STATEMENTS_OF_THE_PAGE = 14
pytestmark = pytest.mark.usefixtures("edition")


@pytest.fixture
def entity(session: Session) -> Entity:
    return make_entity(session, name="Lusocrédito")


@pytest.fixture
def edition(session: Session, entity: Entity) -> Edition:
    """Return an open edition with three missions: open, coming, over."""
    campaign = make_campaign(session, slug="own-app", title="The loan simulation")
    today = clock.today()
    make_mission(session, campaign=campaign, number=1)
    make_mission(session, campaign=campaign, number=2, opens_on=today + timedelta(days=4))
    make_mission(session, campaign=campaign, number=3, closes_on=today - timedelta(days=2))
    return make_edition(session, campaign=campaign, entity=entity)


@pytest.fixture
def person(session: Session, entity: Entity) -> Person:
    return make_person(session, entity=entity)


def text_of(client: FlaskClient, path: str = "/campaigns/own-app") -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", answer.text)


def test_who_has_not_joined_sees_what_it_takes_and_one_button(browser: Browser, person: Person) -> None:
    page = text_of(browser.as_(person))
    assert "The loan simulation" in page
    assert 'href="/campaigns/own-app/join"' in page
    assert "24 minutes in all" in page
    assert "answered within 5 working days" in page
    assert "/campaigns/own-app/leave" not in page
    assert ">Start<" not in page


def test_joining_takes_one_click(browser: Browser, session: Session, person: Person) -> None:
    client = browser.as_(person)

    answer = client.post("/campaigns/own-app/join")
    client.post("/campaigns/own-app/join")

    assert (answer.status_code, answer.headers["Location"]) == (302, "/campaigns/own-app")
    enrolment = session.scalars(select(Enrolment)).one()
    assert (enrolment.person_id, enrolment.status) == (person.id, EnrolmentStatus.ACCEPTED)
    page = text_of(client)
    assert "Welcome" in page
    assert "Start mission 1" in page
    assert "0 of 3 missions done" in page
    assert ">Soon<" in page
    assert ">Finished<" in page


def test_leaving_takes_one_click_and_asks_no_reason(
    browser: Browser, session: Session, edition: Edition, person: Person
) -> None:
    enrolment = make_enrolment(session, person=person, edition=edition)
    client = browser.as_(person)
    form = re.search(
        r'<form method="post" action="/campaigns/own-app/leave">(.*?)</form>',
        client.get("/campaigns/own-app").text,
        re.DOTALL,
    )
    assert form is not None
    assert set(re.findall(r'name="(\w+)"', form[1])) <= {"csrf_token"}

    answer = client.post("/campaigns/own-app/leave")
    again = client.post("/campaigns/own-app/leave")

    session.refresh(enrolment)
    assert (answer.status_code, again.status_code) == (302, 302)
    assert enrolment.status is EnrolmentStatus.LEFT
    assert 'href="/campaigns/own-app/join"' in text_of(client)


def test_a_closed_campaign_stays_readable_and_takes_nobody_in(
    browser: Browser, session: Session, edition: Edition, person: Person
) -> None:
    edition.status = EditionStatus.CLOSED
    make_enrolment(session, person=person, edition=edition)
    client = browser.as_(person)
    page = text_of(client)
    assert "This campaign is closed in your entity." in page
    assert "/campaigns/own-app/join" not in page
    assert ">Start<" not in page
    assert 'action="/campaigns/own-app/leave"' in page
    late = browser.as_(make_person(session, entity=session.get_one(Entity, edition.entity_id)))
    answer = late.post("/campaigns/own-app/join")
    assert answer.status_code == 409
    assert "is not taking new participants" in answer.text


def test_between_phases_the_page_says_that_nobody_new_is_taken(
    browser: Browser, session: Session, person: Person, entity: Entity
) -> None:
    campaign = make_campaign(session, slug="voting")
    make_edition(session, campaign=campaign, entity=entity, phase=PhaseKind.VOTE)
    page = text_of(browser.as_(person), "/campaigns/voting")
    assert "is not taking new participants at the moment" in page
    assert "No mission yet" in page


def test_absent_and_out_of_sight_are_the_same_answer(browser: Browser, session: Session) -> None:
    make_edition(session, campaign=make_campaign(session, slug="draft"), status=EditionStatus.DRAFT)
    client = browser.as_(make_person(session))
    absent = client.get("/campaigns/nowhere")
    assert absent.status_code == 404
    for slug in ("own-app", "draft"):
        for path in (f"/campaigns/{slug}", f"/campaigns/{slug}/missions/1"):
            hidden = client.get(path)
            assert hidden.status_code == 404
            assert without_numbers(hidden.text, path) == without_numbers(absent.text, "/campaigns/nowhere")
        for path in (f"/campaigns/{slug}/join", f"/campaigns/{slug}/leave", f"/campaigns/{slug}/missions/1/tick"):
            assert client.post(path).status_code == 404
    assert session.scalars(select(Enrolment)).all() == []


def without_numbers(page: str, path: str) -> str:
    """Return a page without its own address, nonce, token and request number."""
    return re.sub(r"[\w.-]{16,}", "", page.replace(path, "PATH"))


def test_the_central_team_sees_every_edition_but_joins_none(browser: Browser, session: Session) -> None:
    person = make_person(session)
    make_mandate(session, person=person, role=Role.CENTRAL_TEAM)
    client = browser.as_(person)
    page = text_of(client)
    assert "Your entity is not taking part" in page
    assert 'href="/campaigns/own-app/missions"' in page
    assert client.post("/campaigns/own-app/join").status_code == 403


def recruit(session: Session, edition: Edition, people: int, begun: int) -> None:
    """Accept people last week, some of whom have begun."""
    entity, day = session.get_one(Entity, edition.entity_id), clock.today() - timedelta(days=7)
    for number in range(people):
        enrolment = make_enrolment(session, person=make_person(session, entity=entity), edition=edition)
        enrolment.enrolled_on, enrolment.active_since = day, day if number < begun else None
        count_new(session, TESTERS, [enrolment.id])


@pytest.mark.parametrize(
    ("people", "said"),
    [
        ((0, 0), ["Too few people have joined where you work"]),
        ((4, 4), ["Too few people have joined where you work"]),
        ((9, 9), ["5 people or more have joined where you work.", "How many have begun is not shown"]),
        ((12, 3), ["10 people or more have joined where you work.", "How many have begun is not shown"]),
        (
            (12, 12),
            ["10 people or more have joined where you work.", "5 people or more have taken part"],
        ),
    ],
)
def test_the_local_team_reads_how_many_and_a_tester_does_not(
    browser: Browser, session: Session, edition: Edition, people: tuple[int, int], said: list[str]
) -> None:
    recruit(session, edition, *people)
    entity = session.get_one(Entity, edition.entity_id)
    ambassador = make_person(session, entity=entity)
    make_mandate(session, person=ambassador, role=Role.AMBASSADOR, entity=entity)
    page = text_of(browser.as_(ambassador))
    assert [sentence for sentence in said if sentence not in page] == []
    assert "where you work." not in text_of(browser.as_(make_person(session, entity=entity)))


@pytest.mark.parametrize("number", [2, 4])
def test_the_page_costs_the_same_whatever_there_is(
    browser: Browser, session: Session, queries: CountQueries, edition: Edition, number: int
) -> None:
    campaign, entity = session.get_one(Campaign, edition.campaign_id), session.get_one(Entity, edition.entity_id)
    for position in range(number):
        make_edition(session, campaign=campaign)
        make_mandate(session, person=make_person(session), role=Role.AMBASSADOR, entity=entity)
        make_mission(session, campaign=campaign, number=10 + position)
    sponsor = make_person(session, entity=entity)
    make_mandate(session, person=sponsor, role=Role.SPONSOR, entity=entity)
    client = browser.as_(sponsor)
    with queries() as seen:
        text_of(client)
    assert len(seen) == STATEMENTS_OF_THE_PAGE, "\n".join(seen.seen)


def test_testers_read_why_somebody_decides_and_moderates(browser: Browser, session: Session, edition: Edition) -> None:
    entity = session.get_one(Entity, edition.entity_id)
    person, first, second = (make_person(session, name=name) for name in ("Teresa V", "Claire M", "Nadia B"))
    make_mandate(session, person=person, role=Role.SPONSOR, entity=entity)
    mandate = make_mandate(session, person=person, role=Role.COMMUNITY_MANAGER, entity=entity)
    mandate.reason, mandate.given_by_id, mandate.decided_by_id = "Nobody else reads <Catalan>.", first.id, second.id
    session.commit()
    page = text_of(browser.as_(make_person(session, entity=entity)))
    assert "Teresa V has held two roles that are usually separate, Community manager and Sponsor" in page
    assert (
        "Proposed by Claire M, agreed by Nadia B, for this reason: <bdi>Nobody else reads &lt;Catalan&gt;.</bdi>"
        in page
    )
