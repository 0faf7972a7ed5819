"""A personal link brings colleagues to the page to join; how many came is told late, in steps, and nothing says who."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import Person
from app.campaigns.types import EditionStatus
from app.core import clock, idents
from app.core.errors import Forbidden, NotFound
from app.enrolment.service import JoinInput, enrol, leave
from app.links.models import CampaignLink
from app.links.types import LinkKind
from app.outbox.deliver import deliver_waiting
from app.policy.actor import Actor, Role
from app.recruiting.errors import PersonalLinkDayPast, RecruitingClosed
from app.recruiting.models import LinkJoins
from app.recruiting.queries import joined_by_links
from app.recruiting.service import count_join, create_personal_link
from app.registry import HANDLERS
from tests.conftest import Browser, CountQueries
from tests.factories.accounts import actor_for, make_entity, make_mandate, make_person
from tests.feedback.scene import Scene, make_scene
from tests.refusals import refused

WEDNESDAY = datetime(2026, 11, 25, 10, tzinfo=UTC)


@pytest.fixture
def wednesday() -> Iterator[None]:
    """Stop the clock in the middle of a week."""
    with time_machine.travel(WEDNESDAY, tick=False):
        yield


@pytest.fixture
def scene(session: Session) -> Scene:
    """Return an open campaign."""
    return make_scene(session)


@pytest.fixture
def desk(session: Session, scene: Scene) -> Person:
    """Return an ambassador of the scene's entity."""
    person = make_person(session, entity=scene.entity)
    make_mandate(session, person=person, role=Role.AMBASSADOR, entity=scene.entity, languages=("en",))
    session.commit()
    return person


def ambassador(desk: Person, scene: Scene) -> Actor:
    return actor_for(desk, Role.AMBASSADOR, entity=scene.entity)


def in_days(days: int) -> date:
    return clock.today() + timedelta(days=days)


def make_link(session: Session, desk: Person, scene: Scene) -> CampaignLink:
    link_id = create_personal_link(session, ambassador(desk, scene), scene.edition.id, in_days(10))
    return session.get_one(CampaignLink, link_id)


def come(session: Session, scene: Scene, code: str) -> Actor:
    """Let somebody new join by a link, and the worker count it."""
    actor = actor_for(make_person(session, entity=scene.entity), open_campaigns=(scene.campaign.id,))
    enrol(session, actor, scene.edition.id, JoinInput(came_by=code))
    deliver_waiting(session, HANDLERS)
    return actor


def counted(session: Session) -> int:
    return sum(session.scalars(select(LinkJoins.people)))


def test_who_recruits_has_one_link_that_works(session: Session, scene: Scene, desk: Person) -> None:
    link = make_link(session, desk, scene)
    assert (link.kind, link.mission_id) == (LinkKind.RECRUIT, None)
    assert make_link(session, desk, scene).id == link.id
    link.revoked_on = clock.today()
    session.commit()
    assert make_link(session, desk, scene).id != link.id


def test_nobody_else_makes_one(session: Session, scene: Scene) -> None:
    for role in (Role.SPONSOR, Role.CENTRAL_TEAM):
        place = scene.entity if role is Role.SPONSOR else None
        actor = actor_for(make_person(session, entity=scene.entity), role, entity=place)
        with refused(session, Forbidden):
            create_personal_link(session, actor, scene.edition.id, in_days(5))
    with refused(session, Forbidden):
        create_personal_link(session, scene.actor, scene.edition.id, in_days(5))
    abroad = actor_for(make_person(session), Role.AMBASSADOR, entity=make_entity(session))
    with refused(session, NotFound):
        create_personal_link(session, abroad, scene.edition.id, in_days(5))


def test_what_a_personal_link_cannot_be(session: Session, scene: Scene, desk: Person) -> None:
    for days in (-1, 400):
        with refused(session, PersonalLinkDayPast):
            create_personal_link(session, ambassador(desk, scene), scene.edition.id, in_days(days))
    scene.edition.status = EditionStatus.CLOSED
    with refused(session, RecruitingClosed):
        create_personal_link(session, ambassador(desk, scene), scene.edition.id, in_days(5))


def test_only_the_application_counts(session: Session, scene: Scene, desk: Person) -> None:
    link = make_link(session, desk, scene)
    with refused(session, Forbidden):
        count_join(session, ambassador(desk, scene), scene.edition.id, link.code)


def test_who_comes_is_counted_once_and_by_the_week(session: Session, scene: Scene, desk: Person) -> None:
    link = make_link(session, desk, scene)
    actor = come(session, scene, link.code)
    assert counted(session) == 1
    assert session.scalars(select(LinkJoins.week)).one().weekday() == 0
    for came_by in (link.code, "", "nosuchcode"):
        mine = enrol(session, actor, scene.edition.id, JoinInput(came_by=came_by))
        leave(session, actor, mine.id)
    deliver_waiting(session, HANDLERS)
    assert counted(session) == 1


def test_a_code_of_another_edition_counts_nobody(session: Session, scene: Scene, desk: Person) -> None:
    link = make_link(session, desk, scene)
    elsewhere = make_scene(session)
    come(session, elsewhere, link.code)
    come(session, scene, "")
    assert counted(session) == 0


@pytest.mark.usefixtures("wednesday")
def test_the_count_is_told_a_week_later_in_steps_and_beside_others(
    session: Session, scene: Scene, desk: Person
) -> None:
    link, actor = make_link(session, desk, scene), ambassador(desk, scene)
    for _ in range(9):
        come(session, scene, link.code)
    facts = scene.edition.facts
    assert joined_by_links(session, actor, facts, 10, 5) is None  # this week's are not told
    with time_machine.travel(WEDNESDAY + timedelta(days=7), tick=False):
        assert joined_by_links(session, actor, facts, 10, 5) == 5
        assert joined_by_links(session, actor, facts, 5, 5) is None  # all who take part would have come by it
        assert joined_by_links(session, actor, facts, None, 5) is None
        come(session, scene, link.code)
        assert joined_by_links(session, actor, facts, 20, 5) == 5  # the tenth moves nothing before Sunday
        other = actor_for(make_person(session, entity=scene.entity), Role.AMBASSADOR, entity=scene.entity)
        assert joined_by_links(session, other, facts, 20, 5) is None


@pytest.mark.usefixtures("wednesday")
def test_a_link_for_each_colleague_tells_of_none(session: Session, scene: Scene, desk: Person) -> None:
    """Whoever makes a link for one person alone, and withdraws it, reads the same as before."""
    actor = ambassador(desk, scene)
    seen = set()
    for week in range(2):
        with time_machine.travel(WEDNESDAY + timedelta(days=7 * week), tick=False):
            seen.add(joined_by_links(session, actor, scene.edition.facts, 50, 5))
            link = make_link(session, desk, scene)
            come(session, scene, link.code)
            link.revoked_on = clock.today()
            session.commit()
    assert seen == {None}
    assert counted(session) == 2


# --- pages -----------------------------------------------------------------------------------------


def place(scene: Scene) -> str:
    return f"/recruiting/{scene.campaign.slug}/{scene.entity.code}"


def test_the_page_makes_the_link_shows_it_and_withdraws_it(
    session: Session, browser: Browser, scene: Scene, desk: Person
) -> None:
    client = browser.as_(desk)
    assert place(scene) in client.get("/recruiting").text
    wrong = client.post(place(scene), data={"ends_on": "2020-01-01"})
    assert wrong.status_code == 422
    assert "Please choose a day from today on, within a year." in wrong.text
    assert client.post(place(scene), data={"ends_on": in_days(9).isoformat()}).status_code == 303
    code = session.scalars(select(CampaignLink.code)).one()
    page = client.get(place(scene)).text
    assert f"http://localhost/j/{code}" in page
    assert "is shown once there are at least 5, and at least 5\u00a0other people take part" in page
    number = idents.encode(session.scalars(select(CampaignLink.id)).one())
    poster = client.get(f"/links/{number}/poster").text
    assert "Scan the code with your phone to join." in poster
    assert f"localhost/j/{code}" in poster
    assert client.post(f"/links/{number}/revoke").location == place(scene)
    assert "Create my link" in client.get(place(scene)).text
    assert client.get(f"/j/{code}").status_code == 410


def test_the_link_leads_through_joining_and_back_to_the_campaign(
    session: Session, browser: Browser, scene: Scene, desk: Person
) -> None:
    link = make_link(session, desk, scene)
    stranger = browser.stranger().get(f"/j/{link.code}")
    assert stranger.location.endswith(f"/sign-in?next=/j/{link.code}")
    client = browser.as_(make_person(session, entity=scene.entity))
    join = client.get(f"/j/{link.code}").location
    assert join == f"/campaigns/{scene.campaign.slug}/join?next=/j/{link.code}&by={link.code}"
    assert f"&amp;by={link.code}" in client.get(join).text
    assert client.post(join, data={}).location == f"/j/{link.code}"
    assert client.get(f"/j/{link.code}").location == f"/campaigns/{scene.campaign.slug}"
    deliver_waiting(session, HANDLERS)
    assert counted(session) == 1


def test_personal_links_are_no_posters_of_missions(
    browser: Browser, session: Session, scene: Scene, desk: Person
) -> None:
    link = make_link(session, desk, scene)
    page = browser.as_(desk).get(f"/campaigns/{scene.campaign.slug}/editions/{scene.entity.code}/links").text
    assert link.code not in page


def test_the_page_costs_the_same_whatever_was_counted(
    session: Session, browser: Browser, scene: Scene, desk: Person, queries: CountQueries
) -> None:
    client, counts = browser.as_(desk), []
    client.get(place(scene))
    for _ in range(2):
        for _ in range(3):
            link = make_link(session, desk, scene)
            come(session, scene, link.code)
            link.revoked_on = clock.today()
        session.commit()
        with queries() as seen:
            client.get(place(scene))
        counts.append(len(seen))
    assert counts[0] == counts[1]
