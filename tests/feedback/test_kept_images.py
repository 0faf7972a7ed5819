"""Images survive a form that is shown again, and belong to nobody but the form meanwhile."""

from __future__ import annotations

import html as markup
import re
from http import HTTPStatus
from io import BytesIO

import pytest
import time_machine
from PIL import Image
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from app.core import clock
from app.feedback.models import Feedback, FeedbackImage
from app.files.models import StoredFile
from app.files.store import ORPHAN_AFTER, sweep_orphans
from app.outbox.models import OutboxMessage
from tests.conftest import Browser
from tests.feedback.scene import Scene, make_colleague, make_scene
from tests.feedback.sent import address_of, alts_in, kept_in, picture, send, tokens_in
from tests.feedback.test_cautions import BODY

WORDS = "Words of half an hour."
TWO = [(picture(), "one.png"), (picture("blue"), "two.png")]
ALTS = {"alt_texts-0": "The red one", "alt_texts-1": "The blue one"}


@pytest.fixture
def scene(session: Session) -> Scene:
    return make_scene(session)


def images_of(session: Session) -> list[tuple[int, str]]:
    """Return number and alternative text of what is stored, in order."""
    session.expire_all()
    rows = session.scalars(select(FeedbackImage).order_by(FeedbackImage.feedback_id, FeedbackImage.number))
    return [(row.number, row.alt_text) for row in rows]


def refused(page: TestResponse, *, status: int = HTTPStatus.UNPROCESSABLE_ENTITY) -> TestResponse:
    """Check that the form is shown again with both images."""
    assert page.status_code == status
    assert kept_in(page.text) == ["The red one", "The blue one"]
    return page


def again(page: TestResponse) -> dict[str, object]:
    """Return the images as the form that is shown sends them back."""
    return {"kept": tokens_in(page.text), **alts_in(page.text)}


@pytest.mark.parametrize("identity", ["named", "confidential", "untraceable"])
@pytest.mark.parametrize("wrong", [{"title": ""}, {"kind": ""}, {"title": "x" * 999}])
def test_words_that_are_wrong_cost_no_image(
    session: Session, scene: Scene, browser: Browser, wrong: dict[str, str], identity: str
) -> None:
    client = browser.as_(scene.person)
    page = refused(send(client, scene, *TWO, **wrong, **ALTS, identity=identity))
    assert session.scalars(select(StoredFile)).all() == []
    assert session.scalars(select(OutboxMessage)).all() == []
    assert send(client, scene, identity=identity, **again(page)).status_code == 302
    assert images_of(session) == [(1, "The red one"), (2, "The blue one")]


def test_what_is_sent_anyway_takes_its_images_along(session: Session, scene: Scene, browser: Browser) -> None:
    client = browser.as_(scene.person)
    page = refused(send(client, scene, *TWO, body=BODY, **ALTS))
    found = re.findall(r'name="(found-[^"]+)" value="keep"', page.text)
    assert send(client, scene, body=BODY, **dict.fromkeys(found, "keep"), **again(page)).status_code == 302
    assert len(images_of(session)) == 2


def test_what_was_sent_before_and_a_used_key_keep_the_images(session: Session, scene: Scene, browser: Browser) -> None:
    client = browser.as_(scene.person)
    send(client, scene, body=WORDS, key="a key")
    refused(send(client, scene, *TWO, body=WORDS, **ALTS), status=HTTPStatus.CONFLICT)
    page = refused(send(client, scene, *TWO, body="Others", key="a key", **ALTS), status=HTTPStatus.CONFLICT)
    assert send(client, scene, body="Others", **again(page)).status_code == 302
    assert len(images_of(session)) == 2


def test_the_same_form_twice_with_kept_images_is_one(session: Session, scene: Scene, browser: Browser) -> None:
    client = browser.as_(scene.person)
    page = refused(send(client, scene, *TWO, title="", **ALTS))
    answers = [send(client, scene, body=WORDS, key="once", **again(page)) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [302, 302]
    assert len(images_of(session)) == 2


def test_the_form_shows_what_it_keeps_small_and_to_its_person_alone(
    session: Session, scene: Scene, browser: Browser
) -> None:
    page = refused(send(browser.as_(scene.person), scene, *TWO, title="", **ALTS))
    address = re.findall(r'src="(/feedback/kept-images/[^"]+)"', page.text)[0]
    shown = browser.as_(scene.person).get(address)
    assert (shown.status_code, shown.mimetype) == (200, "image/webp")
    assert shown.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    with Image.open(BytesIO(shown.data)) as image:
        assert image.size == (40, 30)
    colleague, _ = make_colleague(session, scene)
    assert browser.as_(colleague).get(address).status_code == 404
    token = address.partition("?")[0]
    assert browser.as_(scene.person).get(f"{token}x").status_code == 404
    with Image.open(BytesIO(browser.as_(scene.person).get(token).data)) as image:
        assert image.size == (40, 30), "and whole, to be covered in place"


def test_a_token_that_is_not_one_s_own_sends_nothing(session: Session, scene: Scene, browser: Browser) -> None:
    page = refused(send(browser.as_(scene.person), scene, *TWO, title="", **ALTS))
    token = tokens_in(page.text)[0]
    colleague, _ = make_colleague(session, scene)
    client = browser.as_(colleague)
    for forged in (token, token[:-2], "../../out", ""):
        answer = send(client, scene, kept=[forged], body=WORDS)
        assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
        assert "An image is no longer stored here. Please choose it again." in answer.text
        assert f"{WORDS}</textarea>" in answer.text
        assert tokens_in(answer.text) == []
    assert session.scalars(select(Feedback)).all() == []


def test_what_is_kept_is_swept_after_an_hour_and_the_form_says_so(
    session: Session, scene: Scene, browser: Browser
) -> None:
    client = browser.as_(scene.person)
    page = refused(send(client, scene, *TWO, title="", **ALTS))
    storage = client.application.extensions["storage"]
    with time_machine.travel(clock.now() + 2 * ORPHAN_AFTER):
        assert sweep_orphans(session, storage) == 4
    answer = send(client, scene, **again(page))
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "An image is no longer stored here." in answer.text
    assert session.scalars(select(Feedback)).all() == []


def test_an_image_is_removed_by_its_button_and_the_rest_stays(session: Session, scene: Scene, browser: Browser) -> None:
    client = browser.as_(scene.person)
    page = refused(send(client, scene, *TWO, title="", **ALTS))
    more = (picture("green"), "three.png")
    button = {"remove": tokens_in(page.text)[0], "alt_texts-2": "The green one"}
    page = send(client, scene, more, body=WORDS, title="", **(again(page) | button))
    assert page.status_code == HTTPStatus.OK
    assert "data-error-summary" not in page.text
    assert f"{WORDS}</textarea>" in page.text
    assert kept_in(page.text) == ["The blue one", "The green one"]
    first = re.search(r'<button[^>]*type="submit"[^>]*>', page.text.partition('enctype="multipart')[2])
    assert first is not None
    assert "remove" not in first.group(), "the key Enter sends the form"
    assert send(client, scene, body=WORDS, **again(page)).status_code == 302
    assert images_of(session) == [(1, "The blue one"), (2, "The green one")]


def test_five_at_most_kept_and_new_together(session: Session, scene: Scene, browser: Browser) -> None:
    client = browser.as_(scene.person)
    page = refused(send(client, scene, *TWO, title="", **ALTS))
    four = [(picture("green"), f"{number}.png") for number in range(3, 7)]
    answer = send(client, scene, *four, body=WORDS, **again(page))
    assert "“6.png” was left out. Five images at most." in markup.unescape(answer.text)
    tokens = tokens_in(answer.text)
    assert len(tokens) == 5
    assert send(client, scene, body=WORDS, kept=tokens * 3, **alts_in(answer.text)).status_code == 302
    assert [number for number, _ in images_of(session)] == [1, 2, 3, 4, 5]


def test_a_long_description_is_said_beside_its_own_image(scene: Scene, browser: Browser) -> None:
    wrong = {"alt_texts-0": "A bad one", "alt_texts-1": "x" * 999}
    page = send(browser.as_(scene.person), scene, (b"words", "note.txt"), TWO[0], **wrong)
    assert kept_in(page.text) == ["x" * 999]
    assert 'id="alt_texts-0-error"' in page.text


def test_only_so_many_are_kept(scene: Scene, browser: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.web.images.KEPT_IMAGES_OF_GROUP", "1 per 1 hour")
    client = browser.as_(scene.person)
    refused(send(client, scene, *TWO, title="", **ALTS))
    page = client.post(
        address_of(scene), data={"title": "", "body": WORDS, "images": [(BytesIO(picture()), "one.png")]},
        content_type="multipart/form-data",
    )  # fmt: skip
    assert "Too many attempts." in page.text
    assert f"{WORDS}</textarea>" in page.text
    assert tokens_in(page.text) == []
