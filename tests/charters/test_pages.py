"""The pages of charters: joining, being asked again, what was accepted, and writing."""

from __future__ import annotations

import re
from html import unescape

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.charters.models import Charter, CharterAcceptance
from app.charters.service import CharterInput, write_charter
from app.enrolment.models import Enrolment
from app.feedback.models import Feedback
from app.policy.actor import Role
from tests.charters.scene import Scene, make_scene, text_of
from tests.conftest import Browser
from tests.factories.accounts import make_mandate, make_person
from tests.factories.campaigns import make_enrolment, make_mission

JOIN = "/campaigns/own-app/join"
EDIT = "/campaigns/own-app/charter/edit"


@pytest.fixture
def scene(session: Session) -> Scene:
    found = make_scene(session)
    make_mission(session, campaign=found.campaign)
    return found


def wordings_in(page: str) -> str:
    """Return what the form of a page says was read."""
    found = re.search(r'name="wordings" value="([^"]*)"', page)
    assert found is not None
    return found[1]


def joined(scene: Scene, browser: Browser) -> FlaskClient:
    """Return somebody who joined with the charter of that moment."""
    client = browser.as_(scene.employee())
    answer = client.post(JOIN, data={"wordings": wordings_in(client.get(JOIN).text), "agrees": "y"})
    assert answer.status_code == 302
    return client


def test_one_page_says_all_before_joining(browser: Browser, scene: Scene) -> None:
    scene.write("Be **kind**.", "Say nothing outside.")
    page = text_of(browser.as_(scene.employee()).get(JOIN).text)
    said = (
        *("Mission 1", "8 minutes in all", "What you agree to", "<strong>kind</strong>", "Say nothing outside"),
        *("answered within 5", "With your name", "leave in one click", "I have read this and I agree."),
    )
    assert [words for words in said if words not in page.replace("\u00a0", " ")] == []


def test_joining_needs_the_box_and_keeps_the_page(browser: Browser, session: Session, scene: Scene) -> None:
    scene.write()
    client = browser.as_(scene.employee())
    answer = client.post(JOIN, data={"wordings": wordings_in(client.get(JOIN).text)})
    assert answer.status_code == 422
    assert "Tick the box if you agree." in answer.text
    assert session.scalars(select(Enrolment)).all() == []


@pytest.mark.parametrize("sent", ["", "nonsense", "0000000000000", ".." * 3000])
def test_a_tampered_form_joins_nobody(browser: Browser, session: Session, scene: Scene, sent: str) -> None:
    scene.write()
    answer = browser.as_(scene.employee()).post(JOIN, data={"wordings": sent, "agrees": "y"})
    assert answer.status_code == 409
    assert session.scalars(select(Enrolment)).all() == []


def test_a_charter_changed_while_reading_is_shown_anew(browser: Browser, session: Session, scene: Scene) -> None:
    scene.write("Be kind.")
    client = browser.as_(scene.employee())
    read = wordings_in(client.get(JOIN).text)
    scene.write("Be kind and brief.")

    answer = client.post(JOIN, data={"wordings": read, "agrees": "y"})

    assert answer.status_code == 409
    assert "The text changed while you were reading it" in answer.text
    assert "Be kind and brief." in answer.text
    assert wordings_in(answer.text) != read
    assert 'name="agrees" type="checkbox" value="y"' in answer.text
    assert "checked" not in answer.text
    assert session.scalars(select(CharterAcceptance)).all() == []


def test_who_owes_an_agreement_is_told_and_sees_the_difference(browser: Browser, scene: Scene) -> None:
    scene.write("- Be **kind** to all.")
    client = joined(scene, browser)
    scene.write("- Be **kind** to everybody.")

    assert 'href="/charters"' in client.get("/campaigns/own-app").text
    page = client.get("/charters").text
    assert "<del>all</del>" in page
    assert "<ins>everybody</ins>" in page
    assert "• Be kind to " in page

    answer = client.post("/campaigns/own-app/charter", data={"wordings": wordings_in(page), "agrees": "y"})

    assert (answer.status_code, answer.headers["Location"]) == (302, "/campaigns/own-app")
    assert "has changed" not in client.get("/campaigns/own-app").text


def test_accepting_needs_the_box_and_the_words_of_today(browser: Browser, scene: Scene) -> None:
    scene.write()
    client = joined(scene, browser)
    scene.write("Be kind and brief.")
    read = wordings_in(client.get("/charters").text)
    assert client.post("/campaigns/own-app/charter", data={"wordings": read}).status_code == 422
    scene.write("Be brief.")
    late = client.post("/campaigns/own-app/charter", data={"wordings": read, "agrees": "y"})
    assert late.status_code == 409
    assert "Be brief." in late.text


def test_what_was_being_written_comes_back_after_agreeing(browser: Browser, session: Session, scene: Scene) -> None:
    scene.write()
    client = joined(scene, browser)
    scene.write("Be kind and brief.")
    form_url = "/campaigns/own-app/missions/1/feedback/new"
    assert client.get(form_url).headers["Location"] == "/charters"
    typed = {"kind": "problem", "title": "A slow page", "body": "It took a minute.", "identity": "named"}

    refused = client.post(form_url, data=typed)
    assert refused.status_code == 403
    assert session.scalars(select(Feedback)).all() == []
    carried = carried_in(refused.text)
    page = client.post("/charters", data={"carried": carried})
    assert page.status_code == 200
    again = {"wordings": wordings_in(page.text), "agrees": "y", "carried": carried_in(page.text)}
    resumed = client.post("/campaigns/own-app/charter", data=again)

    assert f'action="{form_url}"' in resumed.text
    assert 'value="It took a minute."' in resumed.text


def carried_in(page: str) -> str:
    found = re.search(r'name="carried" value="([^"]+)"', page)
    assert found is not None
    return unescape(found[1])


def test_what_was_accepted_is_printed_for_its_owner_after_leaving(browser: Browser, scene: Scene) -> None:
    scene.write("Be kind.", "Say nothing outside.")
    client = joined(scene, browser)
    client.post("/campaigns/own-app/leave")
    url = re.search(r'href="(/charters/[^"]+)"', client.get("/charters").text)
    assert url is not None
    page = text_of(client.get(url[1]).text)
    for words in ("Be kind.", "Say nothing outside.", "The loan simulation", "Charter, version 1", "Accepted on"):
        assert words in page
    assert browser.as_(scene.employee()).get(url[1]).status_code == 404


def test_hostile_words_in_a_charter_do_nothing(browser: Browser, scene: Scene) -> None:
    hostile = "<script>xss(1)</script> [a](javascript:xss(1)) {{7*7}}"
    scene.write(hostile)
    client = joined(scene, browser)
    scene.write(f"{hostile} <img src=x onerror=xss(1)>")
    for page in (client.get("/charters").text, browser.as_(scene.employee()).get(JOIN).text):
        assert "<script>xss" not in page
        assert "<img src=x" not in page
        assert 'href="javascript' not in page


@pytest.fixture
def central(browser: Browser, session: Session) -> FlaskClient:
    person = make_person(session)
    make_mandate(session, person=person, role=Role.CENTRAL_TEAM)
    return browser.as_(person)


def test_the_central_team_writes_translates_and_withdraws(
    browser: Browser, session: Session, scene: Scene, central: FlaskClient
) -> None:
    assert "This campaign has no charter" in central.get(EDIT).text
    words = {"version": "0", "body": "Be kind.", "confidentiality": "Say nothing."}
    assert central.post(EDIT, data=words).status_code == 302
    half = central.post(f"{EDIT}/pt-PT", data={"pt-PT-version": "1", "pt-PT-body": "Seja cordial."})
    assert half.status_code == 422
    assert "Translate the confidentiality text too" in half.text
    whole = {"pt-PT-version": "1", "pt-PT-body": "Seja cordial.", "pt-PT-confidentiality": "Não divulgue."}
    assert central.post(f"{EDIT}/pt-PT", data=whole).status_code == 302
    stale = central.post(EDIT, data={**words, "body": "Be brief.", "what_changes": "meaning"})
    assert stale.status_code == 409
    assert "Somebody saved this while you were writing" in stale.text
    assert central.post(f"{EDIT}/withdraw").status_code == 302
    assert session.scalars(select(Charter)).one().is_in_force is False
    assert "What you agree to" not in browser.as_(scene.employee()).get(JOIN).text


def test_an_addition_has_its_own_page(central: FlaskClient, session: Session, scene: Scene) -> None:
    url = "/campaigns/own-app/editions/luso/charter"
    assert central.get(EDIT).text.count(url) == 1
    assert "Added in Lusocrédito" in central.get(url).text
    assert central.post(url, data={"version": "0", "body": "Pergunte primeiro."}).status_code == 302
    charter = session.scalars(select(Charter)).one()
    assert (charter.edition_id, charter.source_locale) == (scene.edition.id, "pt-PT")
    assert central.get("/campaigns/own-app/editions/nowhere/charter").status_code == 404


def test_an_empty_charter_is_refused_beside_its_field(central: FlaskClient, scene: Scene, session: Session) -> None:
    answer = central.post(EDIT, data={"version": "0", "body": "  ", "confidentiality": "Kept."})
    assert answer.status_code == 422
    assert "Please fill in this field." in answer.text
    assert "Kept." in answer.text
    assert session.scalars(select(Charter)).all() == []
    assert scene.campaign.id


def test_reading_goes_on_for_who_owes_an_agreement(browser: Browser, session: Session, scene: Scene) -> None:
    person = scene.employee()
    make_enrolment(session, person=person, edition=scene.edition)
    write_charter(session, scene.central, scene.place, CharterInput("Be kind."))
    client = browser.as_(person)
    assert client.get("/campaigns/own-app/missions/1").status_code == 200
    assert client.post("/campaigns/own-app/missions/1/tick").status_code == 403
    assert client.post("/campaigns/own-app/leave").status_code == 302
