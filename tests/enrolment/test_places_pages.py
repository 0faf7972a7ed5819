"""The pages of places: where somebody stands, who asked, and how many there are."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.accounts.models import Person
from app.campaigns.models import Campaign, Edition
from app.campaigns.types import EditionStatus
from app.core import clock
from app.enrolment.models import Enrolment, Quota, Recruitment
from app.enrolment.service import QuotaInput, RecruitmentInput, set_recruitment
from app.enrolment.types import EnrolmentStatus
from app.entities.models import Entity
from app.policy.actor import SYSTEM, Role
from app.questionnaires.models import StoredPart
from tests.conftest import Browser, CountQueries
from tests.factories.accounts import make_entity, make_mandate, make_person
from tests.factories.campaigns import make_campaign, make_edition, make_enrolment
from tests.factories.places import make_places
from tests.factories.questionnaires import make_question, make_questionnaire
from tests.security.looking import CHANGING

PAGE, JOIN, LIST = "/campaigns/own-app", "/campaigns/own-app/join", "/campaigns/own-app/applications"
PLACES = "/campaigns/own-app/editions/luso/places"


@pytest.fixture
def entity(session: Session) -> Entity:
    return make_entity(session, name="Lusocrédito", code="luso")


@pytest.fixture(autouse=True)
def edition(session: Session, entity: Entity) -> Edition:
    return make_edition(session, campaign=make_campaign(session, slug="own-app"), entity=entity)


def person_with(session: Session, entity: Entity, role: Role | None = None, name: str = "") -> Person:
    person = make_person(session, entity=entity, name=name)
    if role is not None:
        make_mandate(session, person=person, role=role, entity=entity if role is not Role.CENTRAL_TEAM else None)
    return person


def text_of(client: FlaskClient, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, answer.status
    return re.sub(r"\s+", " ", answer.text)


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        (RecruitmentInput(0), ("you are on the waiting list, and you will be told", "You are on the waiting list")),
        (RecruitmentInput(5, asks_first=True), ("Your application has been sent", "You have applied")),
    ],
)
def test_who_asks_is_told_where_they_stand_and_may_take_it_back(
    browser: Browser, session: Session, edition: Edition, rule: RecruitmentInput, said: tuple[str, str]
) -> None:
    set_recruitment(session, SYSTEM, edition.id, rule)
    entity = session.get_one(Entity, edition.entity_id)
    told, shown = said
    client = browser.as_(person_with(session, entity))
    if rule.asks_first:
        assert ">Apply<" in client.get(JOIN).text
    assert client.post(JOIN).status_code == 302
    assert client.post(JOIN).status_code == 302
    page = text_of(client, PAGE)
    assert told in page
    assert f"<h2>{shown}</h2>" in page
    assert client.get(JOIN).status_code == 302
    client.post("/campaigns/own-app/leave")
    assert session.scalars(select(Enrolment.status)).all() == [EnrolmentStatus.LEFT]
    assert 'href="/campaigns/own-app/join"' in text_of(client, PAGE)


def test_who_was_declined_reads_a_kind_sentence(
    browser: Browser, session: Session, entity: Entity, edition: Edition
) -> None:
    person = person_with(session, entity)
    make_enrolment(session, person=person, edition=edition, status=EnrolmentStatus.DECLINED)
    page = text_of(browser.as_(person), PAGE)
    assert "It says nothing about you or your work" in page
    assert "Take it back" not in page


def test_an_edition_closed_while_somebody_reads_says_so(
    browser: Browser, session: Session, entity: Entity, edition: Edition
) -> None:
    client = browser.as_(person_with(session, entity))
    assert client.get(JOIN).status_code == 200
    edition.status = EditionStatus.CLOSED
    session.commit()
    answer = client.post(JOIN)
    assert answer.status_code == 409
    assert "is not taking new participants" in answer.text


def test_those_who_decide_see_who_asked_and_nobody_else(
    browser: Browser, session: Session, entity: Entity, edition: Edition
) -> None:
    statuses = {status: f"Somebody {status}" for status in EnrolmentStatus}
    for status, name in statuses.items():
        make_enrolment(session, person=person_with(session, entity, name=name), edition=edition, status=status)
    person_with(session, entity, name="Never Asked")
    page = text_of(browser.as_(person_with(session, entity, Role.COMMUNITY_MANAGER)), LIST)
    seen = {status for status, name in statuses.items() if name in page}
    assert seen == {EnrolmentStatus.APPLIED, EnrolmentStatus.WAITING_LIST}
    assert "Never Asked" not in page


def test_who_left_and_asks_again_looks_like_who_asks_for_the_first_time(
    browser: Browser, session: Session, entity: Entity, edition: Edition
) -> None:
    names = ("Asks Again", "Asks First")
    for name in names:
        status = EnrolmentStatus.WAITING_LIST
        make_enrolment(session, person=person_with(session, entity, name=name), edition=edition, status=status)
    again = session.scalars(select(Enrolment).join(Person).where(Person.name == names[0])).one()
    again.enrolled_on, again.left_on = date(2026, 1, 12), date(2026, 2, 3)
    session.commit()
    page = text_of(browser.as_(person_with(session, entity, Role.COMMUNITY_MANAGER)), LIST)
    one, other = (re.split(r"<p class=.meta.>", page.split(name)[1])[1].split("</p>")[0] for name in names)
    assert one == other


def test_the_places_of_an_answer_do_not_tell_who_gave_it(
    browser: Browser, session: Session, entity: Entity, edition: Edition
) -> None:
    """Whoever accepts one person and sees a segment fill up would know what that person answered."""
    questionnaire = make_questionnaire(session, campaign=session.get_one(Campaign, edition.campaign_id))
    question = make_question(session, questionnaire=questionnaire, options=("Customer", "Not a customer"))
    part_id = session.scalars(select(StoredPart.id).where(StoredPart.question_id == question.id)).first()
    session.add(Recruitment(edition_id=edition.id, asks_first=True))
    session.flush()
    session.add(Quota(edition_id=edition.id, places=0, part_id=part_id))
    session.commit()
    page = text_of(browser.as_(person_with(session, entity, Role.COMMUNITY_MANAGER)), LIST)
    assert "Not shown" in page
    assert "Full" not in page
    assert "Free places" not in page


def test_accepting_and_declining_are_one_press_each(
    browser: Browser, session: Session, entity: Entity, edition: Edition
) -> None:
    make_places(session, edition, 1, asks_first=True)
    asked = [
        make_enrolment(session, person=person_with(session, entity), edition=edition, status=EnrolmentStatus.APPLIED)
        for _ in range(3)
    ]
    session.commit()
    client = browser.as_(person_with(session, entity, Role.AMBASSADOR))
    urls = re.findall(r'action="([^"]+/(?:accept|decline))"', client.get(LIST).text)
    assert len(urls) == 6
    assert "takes part now" in client.post(urls[0], follow_redirects=True).text
    assert "on the waiting list, and is told" in client.post(urls[2], follow_redirects=True).text
    assert "Declined" in client.post(urls[5], follow_redirects=True).text
    session.expire_all()
    assert sorted(one.status for one in asked) == ["accepted", "declined", "waiting_list"]


def test_places_are_set_on_a_page_and_bad_numbers_come_back(
    browser: Browser, session: Session, entity: Entity, edition: Edition
) -> None:
    client = browser.as_(person_with(session, entity, Role.CENTRAL_TEAM))
    page = client.get(PLACES).text
    segment = re.search(r'name="quotas-0-segment"[^>]*value="([^"]+)"', page)
    assert segment is not None
    sent = {
        "version": "0",
        "rule": "asks_first",
        "places": "40",
        "quotas-0-segment": segment[1],
        "quotas-0-places": "30",
    }
    between = client.post(PLACES, data=sent | {"places": "41"})
    assert between.status_code == 422
    assert 'value="41"' in between.text
    assert "Enter places in steps of 5, such as 5\u00a0or 10" in between.text
    bad = client.post(PLACES, data=sent | {"places": "-3"})
    assert bad.status_code == 422
    assert 'value="-3"' in bad.text
    assert session.scalars(select(Recruitment)).all() == []
    tampered = client.post(PLACES, data=sent | {"quotas-0-segment": "entity.9999", "quotas-0-places": "7"})
    assert tampered.status_code == 302
    assert session.scalars(select(Quota)).all() == []
    stale = client.post(PLACES, data=sent | {"places": "5"})
    assert stale.status_code == 409
    assert client.post(PLACES, data=sent | {"version": "1"}).status_code == 302
    session.expire_all()
    stored = session.scalars(select(Recruitment)).one()
    assert (stored.places, stored.asks_first) == (40, True)
    kept = session.scalars(select(Quota)).one()
    assert (kept.edition_id, kept.entity_id, kept.places) == (edition.id, entity.id, 30)


@pytest.mark.parametrize(
    ("numbers", "said"),
    [
        ((12, 4), "at least 6 more people than places"),
        ((12, 10), ""),  # perhaps more, perhaps not: ten are told
        ((4, 2), ""),
    ],
)
def test_fewer_places_than_people_are_told_in_steps(
    browser: Browser, session: Session, edition: Edition, numbers: tuple[int, int], said: str
) -> None:
    (people, places), entity = numbers, session.get_one(Entity, edition.entity_id)
    take_part(session, edition, people)
    session.add(Recruitment(edition_id=edition.id, places=places))
    session.commit()
    page = text_of(browser.as_(person_with(session, entity, Role.CENTRAL_TEAM)), PLACES).replace("\u00a0", " ")
    assert said in page
    assert ("more people than places" in page) == bool(said)
    assert f"{people}" not in re.sub(r"<input[^>]*>", "", page.split("<main")[1].split("</main")[0])


def test_pages_say_the_same_for_every_number_of_one_step(browser: Browser, session: Session, edition: Edition) -> None:
    """Whatever the number of places: 10, 12 and 14 people look alike, and so does who leaves within a week."""
    entity = session.get_one(Entity, edition.entity_id)
    manager, central = (person_with(session, entity, role) for role in (Role.COMMUNITY_MANAGER, Role.CENTRAL_TEAM))
    rule = make_places(session, edition, 10)
    looks: dict[int, set[str]] = {}
    for people in (10, 12, 14):
        take_part(session, edition, 2 if looks else people)
        for places in (0, 5, 10, 12, 14, 15, 20):
            rule.places = places
            session.commit()
            pages = "".join(
                re.split("</?main", CHANGING.sub("", browser.as_(who).get(page).text))[1]
                for who, page in ((manager, LIST), (central, PLACES))
            )
            looks.setdefault(places, set()).add(pages)
    assert [len(found) for found in looks.values()] == [1] * 7
    session.execute(update(Enrolment).values(status=EnrolmentStatus.LEFT, left_on=clock.today()))
    session.commit()
    assert "10 or more" in text_of(browser.as_(manager), LIST).replace("\u00a0", " ")


@pytest.mark.parametrize(("places", "said"), [(10, "Full"), (12, "Nearly full"), (15, "Free places")])
def test_how_full_it_is_follows_from_the_number_that_is_shown(
    browser: Browser, session: Session, edition: Edition, places: int, said: str
) -> None:
    take_part(session, edition, 12)
    make_places(session, edition, places)
    manager = person_with(session, session.get_one(Entity, edition.entity_id), Role.COMMUNITY_MANAGER)
    page = text_of(browser.as_(manager), LIST)
    assert f">{said}<" in page
    assert "given in steps of 5, as of" in page


def take_part(session: Session, edition: Edition, count: int) -> None:
    """Let people take part since a week that is over."""
    entity = session.get_one(Entity, edition.entity_id)
    for _ in range(count):
        made = make_enrolment(session, person=person_with(session, entity), edition=edition)
        made.enrolled_on = clock.today() - timedelta(days=8)
    session.commit()


def test_the_pages_of_places_cost_the_same_whatever_the_rows(
    browser: Browser, session: Session, entity: Entity, edition: Edition, queries: CountQueries
) -> None:
    client, counts = browser.as_(person_with(session, entity, Role.CENTRAL_TEAM)), []
    questionnaire = make_questionnaire(session, campaign=session.get_one(Campaign, edition.campaign_id))
    for _ in range(2):
        take_part(session, edition, 3)
        question = make_question(session, questionnaire=questionnaire)
        part_ids = session.scalars(select(StoredPart.id).where(StoredPart.question_id == question.id)).all()
        known = session.scalars(select(Quota.part_id)).all()
        quotas = [QuotaInput(5, part_id=part_id) for part_id in (*known, *part_ids)]
        make_places(session, edition, 5, asks_first=True, quotas=quotas)
        for _person in range(3):
            make_enrolment(
                session, person=person_with(session, entity), edition=edition, status=EnrolmentStatus.APPLIED
            )
        session.commit()
        for page in (LIST, PLACES):
            client.get(page)
            with queries() as seen:
                assert client.get(page).status_code == 200
            counts.append(len(seen))
    assert counts[:2] == counts[2:]
    assert max(counts) <= 16
