"""After sending: one address for all, and a code that is not lost."""

from __future__ import annotations

import base64
import re
import zlib
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core import clock, idents
from app.core.references import reference_code, reference_hash
from app.feedback.models import Feedback
from app.i18n import formats
from tests.conftest import SECRET, Browser
from tests.factories.campaigns import make_mission
from tests.feedback.scene import Scene, make_scene
from tests.feedback.sent import address_of, send

CODE = re.compile(r'<code class="reference"[^>]*>([a-z0-9-]{19})<')


@pytest.fixture
def scene(session: Session) -> Scene:
    return make_scene(session)


def code_on(client: FlaskClient, address: str) -> str:
    found = CODE.search(client.get(address).text)
    return found.group(1) if found else ""


def test_who_sent_is_thanked_at_the_same_address_whatever_the_level(scene: Scene, browser: Browser) -> None:
    client = browser.as_(scene.person)
    sent = {send(client, scene, identity=level).location for level in ("named", "confidential", "untraceable")}
    assert sent == {f"/campaigns/{scene.campaign.slug}/feedback/thanks?mission=1"}


def test_the_thanks_lead_to_what_was_sent(session: Session, scene: Scene, browser: Browser) -> None:
    client = browser.as_(scene.person)
    page = client.get(send(client, scene).location)
    assert f'href="/feedback/{idents.encode(session.scalars(select(Feedback.id)).one())}"' in page.text


def test_the_thanks_say_the_promised_day_and_what_comes_next(session: Session, scene: Scene, browser: Browser) -> None:
    make_mission(session, campaign=scene.campaign, number=2, closes_on=clock.today() - timedelta(days=3))
    make_mission(session, campaign=scene.campaign, number=3)
    session.commit()
    client = browser.as_(scene.person)
    thanks = send(client, scene).location
    page = client.get(thanks).text
    due_on = session.scalars(select(Feedback.due_on)).one()
    assert due_on is not None
    assert f"An answer is promised by {formats.day('en', due_on)}." in page
    mission = f"/campaigns/{scene.campaign.slug}/missions"
    assert f'action="{mission}/1/tick"' in page
    assert f'href="{address_of(scene)}"' in page, "another contribution"
    assert f'href="{mission}/3"' in page, "the next one, not the one that is over"
    client.post(f"{mission}/1/tick")
    page = client.get(thanks).text
    assert f'action="{mission}/1/tick"' not in page
    assert f'href="{mission}/3"' in page


def test_the_code_comes_before_the_sentences(scene: Scene, browser: Browser) -> None:
    client = browser.as_(scene.person)
    page = client.get(send(client, scene, identity="untraceable").location).text
    assert page.index('class="reference"') < page.index("A moderator will read your contribution")
    assert "An answer is promised by" in page


def test_the_code_stays_until_its_reader_has_noted_it(session: Session, scene: Scene, browser: Browser) -> None:
    client = browser.as_(scene.person)
    thanks = send(client, scene, identity="untraceable").location
    code = code_on(client, thanks)
    assert session.scalars(select(Feedback.reference_hash)).one() == reference_hash(code)
    assert code_on(client, thanks) == code, "a reload loses nothing"
    assert client.post(f"/campaigns/{scene.campaign.slug}/feedback/noted").status_code == 302
    assert code_on(client, thanks) == ""


def test_the_cookie_says_nothing_to_who_sees_it(session: Session, scene: Scene, browser: Browser) -> None:
    client = browser.as_(scene.person)
    thanks = send(client, scene, identity="untraceable").location
    code, feedback_id = code_on(client, thanks), session.scalars(select(Feedback.id)).one()
    with client.session_transaction() as kept:
        token = kept["_user_id"]
        assert str(feedback_id) in kept["references"]
    cookie = client.get_cookie("pepite")
    assert cookie is not None
    seen = [cookie.value.encode()]
    for part in cookie.value.strip(".").split("."):
        raw = base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))
        seen += [raw, _inflated(raw)]
    for secret in (str(feedback_id), idents.encode(feedback_id), code, token, "references"):
        assert not any(secret.encode() in each for each in seen), secret


def _inflated(raw: bytes) -> bytes:
    try:
        return zlib.decompress(raw)
    except zlib.error:
        return b""


@pytest.mark.parametrize("altered", ["", "x", "eyJfdXNlcl9pZCI6IngifQ.aaaa.bbbb"])
def test_a_cookie_written_elsewhere_is_nobodys(scene: Scene, browser: Browser, altered: str) -> None:
    client = browser.as_(scene.person)
    client.set_cookie("pepite", altered)
    assert client.get("/").location.startswith("/sign-in")


def test_nothing_in_the_row_gives_the_code(session: Session, scene: Scene, browser: Browser) -> None:
    """With the database in hand, and even the installation's secret."""
    client = browser.as_(scene.person)
    code = code_on(client, send(client, scene, identity="untraceable").location)
    row = session.scalars(select(Feedback)).one()
    values = [str(getattr(row, column.key)) for column in Feedback.__table__.columns]
    guesses = {reference_code(secret, value) for value in values for secret in (SECRET, "", value)}
    assert code not in guesses
    assert not any(code.replace("-", "") in value for value in values)


def test_who_sends_no_key_gets_a_code_of_their_own(session: Session, scene: Scene, browser: Browser) -> None:
    client = browser.as_(scene.person)
    codes = {
        code_on(client, send(client, scene, identity="untraceable", key="", body=f"Words {number}.").location)
        for number in range(2)
    }
    assert len(codes) == 2
    assert len(session.scalars(select(Feedback)).all()) == 2


def test_the_page_for_codes_is_linked_from_where_it_is_needed(scene: Scene, browser: Browser) -> None:
    client = browser.as_(scene.person)
    thanks = send(client, scene, identity="untraceable").location
    campaign = f"/campaigns/{scene.campaign.slug}"
    for address in ("/", campaign, f"{campaign}/feedback", address_of(scene), thanks):
        assert 'href="/feedback/reference"' in client.get(address).text, address


def test_no_level_is_chosen_for_the_writer(scene: Scene, browser: Browser) -> None:
    client = browser.as_(scene.person)
    levels = re.findall(r'<input[^>]*name="identity"[^>]*>', client.get(address_of(scene)).text)
    assert len(levels) == 3
    assert not any("checked" in level for level in levels)
    page = send(client, scene, identity="")
    assert page.status_code == 422
    assert re.search(r'id="identity-error"><span>Please choose one\.', page.text)


def test_what_is_sent_next_takes_no_code_away(scene: Scene, browser: Browser) -> None:
    client = browser.as_(scene.person)
    thanks = send(client, scene, identity="untraceable").location
    first = code_on(client, thanks)
    send(client, scene)
    assert code_on(client, thanks) == first
    send(client, scene, identity="untraceable")
    codes = CODE.findall(client.get(thanks).text)
    assert len(set(codes)) == 2
    assert codes[1] == first, "the newest first"
    client.post(f"/campaigns/{scene.campaign.slug}/feedback/noted")
    assert CODE.findall(client.get(thanks).text) == []


def test_the_campaign_says_that_a_code_is_not_noted(session: Session, scene: Scene, browser: Browser) -> None:
    client, campaign = browser.as_(scene.person), f"/campaigns/{scene.campaign.slug}"
    said = f'<a href="{campaign}/feedback/thanks">See the code</a>'
    assert said not in client.get(campaign).text
    thanks = send(client, scene, identity="untraceable").location
    assert "code.js" in client.get(thanks).text, "who leaves the page is asked"
    assert said in client.get(campaign).text
    other = make_scene(session)
    assert "See the code" not in browser.as_(other.person).get(f"/campaigns/{other.campaign.slug}").text
    client.post(f"{campaign}/feedback/noted")
    assert said not in client.get(campaign).text
    assert "code.js" not in client.get(thanks).text


def test_the_way_back_is_on_the_campaign_the_feed_and_mine(scene: Scene, browser: Browser) -> None:
    client, campaign = browser.as_(scene.person), f"/campaigns/{scene.campaign.slug}"
    for page in (campaign, f"{campaign}/feedback", "/mine", address_of(scene)):
        assert 'href="/feedback/reference"' in client.get(page).text, page
    assert "A lost code cannot be recovered" in client.get("/feedback/reference").text
