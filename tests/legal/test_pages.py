"""The pages of legal texts: being asked, confirming, reading, writing and publishing."""

from __future__ import annotations

import re
from html import unescape

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.credentials import hash_password
from app.feedback.models import Feedback
from app.legal.models import LegalReading, LegalText
from app.policy.actor import LegalKind, Role
from tests.charters.scene import text_of
from tests.conftest import Browser
from tests.factories.accounts import make_mandate
from tests.factories.campaigns import make_campaign, make_edition, make_enrolment, make_mission
from tests.legal.scene import Scene, make_scene

EDIT = "/entities/luso/legal/privacy/edit"
PUBLISH = "/entities/luso/legal/privacy/publish"
TEXT = "/entities/luso/legal/privacy"
BANNER = "Your entity asks you to read a legal text"


@pytest.fixture
def scene(session: Session) -> Scene:
    return make_scene(session)


def field_in(page: str, name: str) -> str:
    """Return what a hidden field of a page holds."""
    after = max(0, page.find('name="wordings"'))  # before it stands the form of the menu of languages
    found = re.search(rf'name="{name}" value="([^"]*)"', page[after:])
    assert found is not None
    return unescape(found[1])


def confirmed(client: FlaskClient, **more: str) -> int:
    """Confirm what the page asks; return the status of the answer."""
    data = {"wordings": field_in(client.get("/legal").text, "wordings"), **more}
    return client.post("/legal/confirm", data=data).status_code


def test_who_signs_in_is_led_to_a_new_text_and_then_where_they_were_going(browser: Browser, scene: Scene) -> None:
    person = scene.employee()
    person.password_hash = hash_password("a long pass phrase")
    scene.publish(pt="Um ano.", en="One year.")
    sign_in = {"email": person.email, "password": "a long pass phrase", "next": "/campaigns"}
    client = browser.stranger()

    answer = client.post("/sign-in", data=sign_in)

    assert answer.location == "/legal?next=/campaigns"
    page = client.get(answer.location).text
    assert "One year." in page
    read = {"wordings": field_in(page, "wordings"), "next": field_in(page, "next")}
    assert client.post("/legal/confirm", data=read).location == "/campaigns"
    client.post("/sign-out")
    assert client.post("/sign-in", data=sign_in).location == "/campaigns"

    scene.publish(pt="Dois anos.", en="Two years.")
    client.post("/sign-out")
    assert client.post("/sign-in", data=sign_in).location == "/legal?next=/campaigns"


def test_a_text_changed_while_somebody_signs_in_is_shown_anew(browser: Browser, session: Session, scene: Scene) -> None:
    """They have signed in and read the text of that moment; another one is published before they confirm."""
    scene.publish(pt="Um ano.", en="One year.")
    client = browser.as_(scene.employee())
    read = field_in(client.get("/legal").text, "wordings")
    scene.publish(pt="Dois anos.", en="Two years.")

    answer = client.post("/legal/confirm", data={"wordings": read, "next": "/campaigns"})

    assert answer.status_code == 409
    assert "The text changed while you were reading it" in answer.text
    assert "Two years." in answer.text
    assert field_in(answer.text, "wordings") != read
    assert field_in(answer.text, "next") == "/campaigns"
    assert session.scalars(select(LegalReading)).all() == []
    again = {"wordings": field_in(answer.text, "wordings")}
    assert client.post("/legal/confirm", data=again).status_code == 303


def test_who_is_signed_in_is_asked_on_the_next_page(browser: Browser, scene: Scene) -> None:
    client = browser.as_(scene.employee())
    assert BANNER not in client.get("/campaigns").text
    scene.publish(pt="Um **ano**.", en="One **year**.")
    assert BANNER in client.get("/campaigns").text
    assert BANNER not in client.get("/legal").text
    assert confirmed(client) == 303
    assert BANNER not in client.get("/campaigns").text
    scene.publish(pt="Dois **anos**.", en="Two **years**.")
    page = client.get("/legal").text
    assert "<del>One</del>" in page
    assert "<ins>Two</ins>" in page


@pytest.mark.parametrize("sent", ["", "nonsense", "0000000000000", ".." * 3000])
def test_a_tampered_form_confirms_nothing(browser: Browser, session: Session, scene: Scene, sent: str) -> None:
    scene.publish(pt="Um ano.")
    answer = browser.as_(scene.employee()).post("/legal/confirm", data={"wordings": sent, "agrees": "y"})
    assert answer.status_code == 409
    assert session.scalars(select(LegalReading)).all() == []


def test_the_way_back_leads_to_this_site_alone(browser: Browser, scene: Scene) -> None:
    scene.publish(pt="Um ano.")
    client = browser.as_(scene.employee())
    data = {"wordings": field_in(client.get("/legal").text, "wordings"), "next": "https://evil.example/"}
    assert client.post("/legal/confirm", data=data).location == "/"


def test_terms_need_the_box(browser: Browser, session: Session, scene: Scene) -> None:
    scene.publish(LegalKind.TERMS, pt="Seja leal.")
    client = browser.as_(scene.employee())
    assert "Shown in Portuguese" in client.get("/legal").text
    assert confirmed(client) == 422
    assert session.scalars(select(LegalReading)).all() == []
    assert confirmed(client, agrees="y") == 303


def test_what_was_being_written_comes_back_after_accepting_the_terms(
    browser: Browser, session: Session, scene: Scene
) -> None:
    campaign = make_campaign(session, slug="own-app")
    edition = make_edition(session, campaign=campaign, entity=scene.entity)
    make_mission(session, campaign=campaign)
    person = scene.employee()
    make_enrolment(session, person=person, edition=edition)
    client = browser.as_(person)
    scene.publish(LegalKind.TERMS, pt="Seja leal.")
    form_url = "/campaigns/own-app/missions/1/feedback/new"
    assert client.get(form_url).location == "/legal"
    typed = {"kind": "problem", "title": "A slow page", "body": "It took a minute.", "identity": "named"}

    refused = client.post(form_url, data=typed)

    assert refused.status_code == 403
    assert "accept its terms of use" in refused.text
    assert session.scalars(select(Feedback)).all() == []
    page = client.post("/legal", data={"carried": field_in(refused.text, "carried")}).text
    again = {"wordings": field_in(page, "wordings"), "agrees": "y", "carried": field_in(page, "carried")}
    resumed = client.post("/legal/confirm", data=again)
    assert f'action="{form_url}"' in resumed.text
    assert 'value="It took a minute."' in resumed.text


def test_what_was_read_is_printed_for_its_reader_alone(browser: Browser, scene: Scene) -> None:
    scene.publish(pt="Um ano.", en="One year.")
    client = browser.as_(scene.employee())
    confirmed(client)
    url = re.search(r'href="(/legal/[^"]+)"', client.get("/legal").text)
    assert url is not None
    page = text_of(client.get(url[1]).text)
    for words in ("One year.", "Lusocrédito", "Privacy statement, version 1", "Confirmed on"):
        assert words in page
    assert browser.as_(scene.employee()).get(url[1]).status_code == 404


def test_every_version_stays_to_read_with_its_difference(browser: Browser, scene: Scene) -> None:
    scene.publish(pt="Um ano.", en="One year.")
    scene.publish(pt="Dois anos.", en="Two years.")
    client = browser.as_(scene.employee())
    page = client.get(TEXT).text
    assert "<del>One</del>" in page
    assert f"{TEXT}?version=1" in page
    assert "replaced since" in client.get(f"{TEXT}?version=1").text
    for nothing in (f"{TEXT}?version=9", "/entities/luso/legal/terms", "/entities/luso/legal/other"):
        assert client.get(nothing).status_code == 404


@pytest.fixture
def writer(browser: Browser, session: Session, scene: Scene) -> FlaskClient:
    person = scene.employee()
    make_mandate(session, person=person, role=Role.DPO, entity=scene.entity)
    return browser.as_(person)


def test_a_text_is_written_seen_as_readers_will_and_published(session: Session, writer: FlaskClient) -> None:
    assert EDIT in writer.get("/entities/luso/legal").text
    assert writer.get("/entities/luso").text.count("/entities/luso/legal") >= 1
    assert writer.get(PUBLISH).location == EDIT
    sent = writer.post(EDIT, data={"version": "0", "body_pt_PT": "Um ano.", "body_en": ""})
    assert sent.location == PUBLISH

    page = text_of(writer.get(f"{PUBLISH}?locale=en").text)

    assert "In English it is missing or out of date" in page
    assert "will see it in Portuguese" in page
    assert "Shown in Portuguese" in page
    assert "What changes?" not in page  # nobody has read one yet
    assert writer.post(PUBLISH, data={"version": "1"}).location == TEXT
    assert "All of it is published already." in writer.get(PUBLISH).text

    writer.post(EDIT, data={"version": "2", "body_pt_PT": "Um ano.", "body_en": "One year."})
    page = writer.get(PUBLISH).text
    assert re.search(r'checked[^>]*value="correction"|value="correction"[^>]*checked', page)  # the source stays
    assert writer.post(PUBLISH, data={"version": "3", "what_changes": "correction"}).location == TEXT
    assert session.scalars(select(LegalText.version)).one() == 1
    assert writer.post("/entities/luso/legal/privacy/withdraw").status_code == 303
    assert session.scalars(select(LegalText.is_in_force)).one() is False
    assert "Not in force" in writer.get("/entities/luso/legal").text


def test_two_writers_of_one_text_are_shown_both(session: Session, scene: Scene, writer: FlaskClient) -> None:
    scene.write(pt="Um ano.")
    scene.write(pt="Dois anos.")
    stale = writer.post(EDIT, data={"version": "1", "body_pt_PT": "Nem um dia.", "body_en": ""})
    assert stale.status_code == 409
    assert "Somebody saved this while you were writing" in stale.text
    assert "Nem um dia." in stale.text
    assert "Dois anos." in stale.text
    late = writer.post(PUBLISH, data={"version": "1"})
    assert late.status_code == 409
    assert session.scalars(select(LegalText.version)).one() == 0


def test_an_empty_text_is_refused_beside_its_field(session: Session, writer: FlaskClient) -> None:
    answer = writer.post(EDIT, data={"version": "0", "body_pt_PT": "  ", "body_en": "Kept."})
    assert answer.status_code == 422
    assert "Please fill in this field." in answer.text
    assert "Kept." in answer.text
    assert session.scalars(select(LegalText)).all() == []


def test_hostile_words_do_nothing(browser: Browser, scene: Scene, writer: FlaskClient) -> None:
    hostile = "<script>xss(1)</script> [a](javascript:xss(1)) {{7*7}}"
    scene.publish(pt=hostile)
    scene.publish(pt=f"{hostile} <img src=x onerror=xss(1)>")
    reader = browser.as_(scene.employee())
    for page in (reader.get("/legal").text, reader.get(TEXT).text, writer.get(PUBLISH).text):
        assert "<script>xss" not in page
        assert "<img src=x" not in page
        assert 'href="javascript' not in page
