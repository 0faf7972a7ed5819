"""A QR code on a poster opens one mission, for who may see it, until its day."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
import time_machine
from flask import Flask
from PIL import ImageFile
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import Person
from app.campaigns.types import EditionStatus
from app.core import clock, idents
from app.core.errors import Forbidden, NotFound
from app.jobs.run import run_due
from app.journal.models import JournalEntry
from app.links import routes
from app.links.errors import EditionNotOpen, LinkDayPast, LinkGone, UnknownMissionOfLink
from app.links.models import CODE_LENGTH, CampaignLink
from app.links.queries import LinkGoal, goal_of
from app.links.service import LinkInput, create_link, revoke_link
from app.outbox.deliver import deliver_waiting
from app.policy.actor import Actor, Role
from app.registry import HANDLERS, JOBS
from app.web.pdf import can_write_pdf
from tests.conftest import Browser, CountQueries
from tests.factories.accounts import actor_for, make_entity, make_mandate, make_person
from tests.feedback.scene import Scene, make_manager, make_scene
from tests.refusals import refused
from tests.reports.test_paper import unpacked


@pytest.fixture
def scene(session: Session) -> Scene:
    """Return an open campaign with a mission."""
    return make_scene(session)


@pytest.fixture
def manager(session: Session, scene: Scene) -> Actor:
    """Return the community manager of the scene."""
    return make_manager(session, scene)[1]


def asked(key: str = "k1", days: int = 10, mission: int = 1, spot: str = "Porto") -> LinkInput:
    return LinkInput(mission, spot, clock.today() + timedelta(days=days), key)


def code_of(session: Session, link_id: int) -> str:
    return session.scalars(select(CampaignLink.code).where(CampaignLink.id == link_id)).one()


def test_the_local_team_makes_a_code_that_leads_to_the_mission(session: Session, scene: Scene, manager: Actor) -> None:
    link_id = create_link(session, manager, scene.edition.id, asked())
    code = code_of(session, link_id)
    assert len(code) == CODE_LENGTH
    assert goal_of(session, scene.actor, code.upper()) == LinkGoal(scene.campaign.slug, 1)
    assert session.scalars(select(JournalEntry.action).where(JournalEntry.object_type == "link")).all() == [
        "links.create"
    ]


@pytest.mark.parametrize("role", [Role.AMBASSADOR, Role.COMMUNITY_MANAGER, Role.CENTRAL_TEAM])
def test_who_makes_codes(session: Session, scene: Scene, role: Role) -> None:
    place = None if role is Role.CENTRAL_TEAM else scene.entity
    actor = actor_for(make_person(session, entity=scene.entity), role, entity=place)
    assert create_link(session, actor, scene.edition.id, asked())


def test_nobody_else_does(session: Session, scene: Scene, manager: Actor) -> None:
    link_id = create_link(session, manager, scene.edition.id, asked())
    sponsor = actor_for(make_person(session, entity=scene.entity), Role.SPONSOR, entity=scene.entity)
    for actor in (scene.actor, sponsor):
        with refused(session, Forbidden):
            create_link(session, actor, scene.edition.id, asked("k2"))
        with refused(session, NotFound):
            revoke_link(session, actor, link_id)
    abroad = actor_for(make_person(session), Role.AMBASSADOR, entity=make_entity(session))
    with refused(session, NotFound):
        create_link(session, abroad, scene.edition.id, asked("k2"))


def test_two_clicks_are_one_code(session: Session, scene: Scene, manager: Actor) -> None:
    first = create_link(session, manager, scene.edition.id, asked())
    assert create_link(session, manager, scene.edition.id, asked()) == first


def test_what_a_code_cannot_be(session: Session, scene: Scene, manager: Actor) -> None:
    for days in (-1, 400):
        with refused(session, LinkDayPast):
            create_link(session, manager, scene.edition.id, asked(days=days))
    with refused(session, UnknownMissionOfLink):
        create_link(session, manager, scene.edition.id, asked(mission=9))
    scene.edition.status = EditionStatus.CLOSED
    with refused(session, EditionNotOpen):
        create_link(session, manager, scene.edition.id, asked())


def test_a_code_leads_nowhere_once_withdrawn_expired_or_closed(session: Session, scene: Scene, manager: Actor) -> None:
    link_id = create_link(session, manager, scene.edition.id, asked())
    code = code_of(session, link_id)
    stranger = actor_for(make_person(session, entity=make_entity(session)))
    with refused(session, LinkGone):
        goal_of(session, stranger, code)
    with refused(session, LinkGone):
        goal_of(session, scene.actor, "nosuchcode")
    with time_machine.travel(clock.now() + timedelta(days=12)), refused(session, LinkGone):
        goal_of(session, scene.actor, code)
    scene.edition.status = EditionStatus.CLOSED
    with refused(session, LinkGone):
        goal_of(session, scene.actor, code)
    scene.edition.status = EditionStatus.OPEN
    session.commit()
    revoke_link(session, manager, link_id)
    revoke_link(session, manager, link_id)
    with refused(session, LinkGone):
        goal_of(session, scene.actor, code)
    actions = session.scalars(select(JournalEntry.action).where(JournalEntry.object_type == "link")).all()
    assert sorted(actions) == ["links.create", "links.revoke"]


# --- pages -----------------------------------------------------------------------------------------


@pytest.fixture
def desk(session: Session, scene: Scene) -> Person:
    """Return an ambassador of the scene's entity."""
    person = make_person(session, entity=scene.entity)
    make_mandate(session, person=person, role=Role.AMBASSADOR, entity=scene.entity, languages=("en",))
    return person


def make(browser: Browser, scene: Scene, desk: Person, **fields: str) -> tuple[int, str]:
    sent = {"mission": "1", "spot": "Porto", "ends_on": (clock.today() + timedelta(days=5)).isoformat()} | fields
    answer = browser.as_(desk).post(f"/campaigns/{scene.campaign.slug}/editions/{scene.entity.code}/links", data=sent)
    return answer.status_code, answer.location or answer.text


def test_a_poster_shows_code_mission_and_address(
    session: Session, browser: Browser, scene: Scene, desk: Person
) -> None:
    status, place = make(browser, scene, desk)
    assert status == 303
    client = browser.as_(desk)
    page = client.get(place).text
    code = session.scalars(select(CampaignLink.code)).one()
    assert f"localhost/j/{code}" in page
    assert "Mission 1" in page
    image = client.get(place.replace("/poster", "/qr.svg"))
    assert image.mimetype == "image/svg+xml"
    assert b"<path" in image.data
    for forbidden in (b"style=", b"<script", b"<style", b"<?xml"):
        assert forbidden not in image.data


@pytest.mark.skipif(not can_write_pdf(), reason="WeasyPrint or Debian's pango is not installed")
def test_a_poster_is_a_tagged_pdf_of_one_sheet(browser: Browser, scene: Scene, desk: Person) -> None:
    _status, place = make(browser, scene, desk)
    client = browser.as_(desk)
    assert f"{place}.pdf?language=" in client.get(place).text
    file = client.get(f"{place}.pdf")
    assert (file.mimetype, file.data[:5]) == ("application/pdf", b"%PDF-")
    inside = file.data + b"".join(unpacked(file.data))
    assert b"/MarkInfo" in inside
    assert b"/Count 1" in inside  # of its pages
    assert b"/Lang (en)" in inside
    assert not ImageFile.LOAD_TRUNCATED_IMAGES, "a photo that is cut off would be taken"


def test_where_no_pdf_can_be_written_the_page_to_print_comes_instead(
    browser: Browser, scene: Scene, desk: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(routes, "can_write_pdf", lambda: False)
    _status, place = make(browser, scene, desk)
    client = browser.as_(desk)
    assert ".pdf" not in client.get(place).text
    assert client.get(f"{place}.pdf").mimetype == "text/html"


def test_a_wrong_form_keeps_what_was_typed(browser: Browser, scene: Scene, desk: Person) -> None:
    status, page = make(browser, scene, desk, ends_on="2020-01-01")
    assert status == 422
    assert "Please choose a day from today on, within a year." in page
    assert 'value="Porto"' in page
    for fields in ({"mission": "77"}, {"ends_on": "soon"}, {"mission": "x"}):
        assert make(browser, scene, desk, **fields)[0] == 422


def test_a_code_opens_the_mission_after_signing_in(
    session: Session, browser: Browser, scene: Scene, desk: Person
) -> None:
    make(browser, scene, desk)
    code = session.scalars(select(CampaignLink.code)).one()
    answer = browser.stranger().get(f"/j/{code}")
    assert answer.status_code == 302
    assert answer.location.endswith(f"/sign-in?next=/j/{code}")
    followed = browser.as_(scene.person).get(f"/j/{code}")
    assert followed.status_code == 303
    assert f"/campaigns/{scene.campaign.slug}/" in followed.location


def test_unknown_expired_and_withdrawn_codes_look_alike(
    session: Session, browser: Browser, scene: Scene, desk: Person
) -> None:
    make(browser, scene, desk)
    link = session.scalars(select(CampaignLink)).one()
    client = browser.as_(scene.person)
    unknown = client.get("/j/k3vq8m2nr7")
    link.ends_on = date(2020, 1, 1)
    session.commit()
    expired = client.get(f"/j/{link.code}")
    browser.as_(desk).post(f"/links/{idents.encode(link.id)}/revoke")
    withdrawn = client.get(f"/j/{link.code}")
    pages = {_without_own_words(answer.text, link.code) for answer in (unknown, expired, withdrawn)}
    assert {answer.status_code for answer in (unknown, expired, withdrawn)} == {410}
    assert len(pages) == 1
    assert "This code no longer works" in withdrawn.text


def test_who_does_not_take_part_yet_joins_on_the_way(
    session: Session, browser: Browser, scene: Scene, desk: Person
) -> None:
    make(browser, scene, desk)
    code = session.scalars(select(CampaignLink.code)).one()
    client = browser.as_(make_person(session, entity=scene.entity))
    followed = client.get(f"/j/{code}")
    mission = f"/campaigns/{scene.campaign.slug}/missions/1"
    assert followed.location == f"/campaigns/{scene.campaign.slug}/join?next=/j/{code}"
    assert f'action="/campaigns/{scene.campaign.slug}/join?next=/j/{code}' in client.get(followed.location).text
    assert client.post(followed.location, data={}).location == f"/j/{code}"
    assert client.get(f"/j/{code}").location == f"{mission}/play"
    assert client.get(f"{mission}/play").status_code == 200


def test_a_mail_link_comes_back_to_the_code(
    app: Flask, session: Session, browser: Browser, scene: Scene, desk: Person
) -> None:
    make(browser, scene, desk)
    code = session.scalars(select(CampaignLink.code)).one()
    client = browser.stranger()
    client.get(client.get(f"/j/{code}").location)
    client.post("/sign-in/link", data={"email": scene.person.email})
    with app.app_context():
        deliver_waiting(session, HANDLERS)
        run_due(app.extensions["session_factory"], JOBS, limit=10)
    (mail,) = app.extensions["mail_sender"].sent
    found = re.search(r"/sign-in/link/[\w-]+", mail.text)
    assert found is not None
    assert client.post(found.group()).location == f"/j/{code}"


def _without_own_words(page: str, code: str) -> str:
    start, end = page.index("<main"), page.index("</main>")
    return page[start:end].replace(code, "")


@pytest.mark.usefixtures("stopped_clock")
def test_guessing_is_stopped(browser: Browser, scene: Scene) -> None:
    client = browser.as_(scene.person)
    answers = [client.get(f"/j/guess{number:05d}").status_code for number in range(25)]
    assert answers[:20] == [410] * 20
    assert answers[20:] == [429] * 5


def test_a_list_costs_the_same_whatever_its_rows(
    session: Session, browser: Browser, scene: Scene, desk: Person, queries: CountQueries
) -> None:
    client, counts = browser.as_(desk), []
    ambassador = actor_for(desk, Role.AMBASSADOR, entity=scene.entity)
    place = f"/campaigns/{scene.campaign.slug}/editions/{scene.entity.code}/links"
    for start in (0, 10):
        for number in range(start, start + 10):
            create_link(session, ambassador, scene.edition.id, asked(f"k{number}", spot=f"Branch {number}"))
        session.commit()
        client.get(place)
        with queries() as seen:
            assert client.get(place).text.count("Branch ") >= start + 10
        counts.append(len(seen))
    assert counts[0] == counts[1]
