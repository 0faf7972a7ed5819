"""Data that nobody should leave by mistake is pointed out before it is stored, wherever words are sent."""

from __future__ import annotations

import html as markup
import re
from http import HTTPStatus

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from app.core import idents
from app.feedback.models import Comment, Feedback
from app.feedback.types import CommentRole, State
from tests.conftest import Browser
from tests.factories.feedback import make_feedback
from tests.feedback.scene import Scene, make_scene
from tests.feedback.sent import address_of, send, written

IBAN = "PT50 0002 0123 1234 5678 9015 4"
BODY = f"My transfer to {IBAN} stays empty."


@pytest.fixture
def scene(session: Session) -> Scene:
    return make_scene(session, trusted=True)


def count(session: Session, model: type[Feedback | Comment]) -> int:
    session.expire_all()
    return session.scalar(select(func.count()).select_from(model)) or 0


def asked(page: TestResponse, field: str, words: str, sentence: str = "") -> str:
    """Check that the page asks beside the field and marks the words; return what confirms it."""
    text = markup.unescape(page.text)
    assert page.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    beside = re.search(rf'id="{field}-caution"[^>]*>(.*?)</p>', text, re.DOTALL)
    assert beside is not None
    assert f'<mark dir="ltr">{words}</mark>' in beside.group(1)
    assert sentence in beside.group(1)
    assert "data-error-summary" in text
    assert ">Send anyway</button>" in text
    confirmed = [str(value) for value in re.findall(r'name="confirmed"[^>]*value="([^"]*)"', text) if value]
    assert len(confirmed) == 1
    return confirmed[0]


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (IBAN, "This looks like an account number (IBAN):"),
        ("4111 1111 1111 1111", "This looks like a card number:"),
        ("ana@example.org", "This looks like an e-mail address:"),
        ("+351 912 345 678", "This looks like a phone number:"),
        ("123 456 789", "This looks like a tax or social security number:"),
    ],
)
def test_it_is_said_what_it_looks_like(scene: Scene, browser: Browser, words: str, sentence: str) -> None:
    page = send(browser.as_(scene.person), scene, body=f"About {words}.")
    asked(page, "body", words, sentence)
    assert "Nothing has been sent yet." in page.text


@pytest.mark.parametrize("field", ["title", "body", "alt_texts-0"])
@pytest.mark.parametrize("identity", ["named", "untraceable"])
def test_a_contribution_is_asked_about_once_and_keeps_its_words(
    session: Session, scene: Scene, browser: Browser, field: str, identity: str
) -> None:
    client, data = browser.as_(scene.person), written(identity=identity, **{field: BODY})
    page = client.post(address_of(scene), data=data)
    confirmed = asked(page, field, IBAN)
    assert BODY in markup.unescape(page.text)
    assert count(session, Feedback) == 0
    assert client.post(address_of(scene), data=data | {"confirmed": confirmed}).status_code == HTTPStatus.FOUND
    assert count(session, Feedback) == 1


def test_what_came_in_meanwhile_is_asked_about_too(session: Session, scene: Scene, browser: Browser) -> None:
    client = browser.as_(scene.person)
    confirmed = asked(send(client, scene, body=BODY), "body", IBAN)
    page = send(client, scene, body=f"{BODY} ana@example.org", confirmed=confirmed)
    confirmed = asked(page, "body", "ana@example.org")
    assert count(session, Feedback) == 0
    send(client, scene, body=f"{BODY} ana@example.org", confirmed=confirmed)
    assert count(session, Feedback) == 1


def test_what_is_taken_out_needs_no_confirmation(session: Session, scene: Scene, browser: Browser) -> None:
    client = browser.as_(scene.person)
    confirmed = asked(send(client, scene, body=BODY), "body", IBAN)
    assert send(client, scene, body="My transfer stays empty.", confirmed=confirmed).status_code == HTTPStatus.FOUND
    assert count(session, Feedback) == 1


def test_what_is_wrong_is_said_first(scene: Scene, browser: Browser) -> None:
    page = send(browser.as_(scene.person), scene, title="", body=BODY)
    assert "Please fill in this field." in page.text
    assert "Send anyway" not in page.text


def test_comments_and_replies_are_asked_about(session: Session, scene: Scene, browser: Browser) -> None:
    feedback = make_feedback(session, edition=scene.edition, author=scene.person)
    client, address = browser.as_(scene.person), f"/feedback/{idents.encode(feedback.id)}"
    confirmed = asked(client.post(f"{address}/comments", data={"body": BODY, "key": "1"}), "body", IBAN)
    assert count(session, Comment) == 0
    client.post(f"{address}/comments", data={"body": BODY, "key": "1", "confirmed": confirmed})
    parent = idents.encode(session.scalars(select(Comment.id)).one())
    page = client.post(f"{address}/comments", data={"body": BODY, "key": "2", "parent": parent})
    confirmed = asked(page, f"reply-{parent}", IBAN)
    assert f"{BODY}</textarea>" in page.text
    client.post(f"{address}/comments", data={"body": BODY, "key": "2", "parent": parent, "confirmed": confirmed})
    assert count(session, Comment) == 2


def test_an_answer_to_the_moderator_is_asked_about(session: Session, scene: Scene, browser: Browser) -> None:
    feedback = make_feedback(session, edition=scene.edition, author=scene.person, state=State.SENT_BACK)
    session.add(Comment(feedback_id=feedback.id, body="Which?", language="en", role=CommentRole.QUESTION))
    client, address = browser.as_(scene.person), f"/feedback/{idents.encode(feedback.id)}/reply"
    confirmed = asked(client.post(address, data={"body": BODY, "key": "1"}), "body", IBAN)
    assert count(session, Comment) == 1
    client.post(address, data={"body": BODY, "key": "1", "confirmed": confirmed})
    assert count(session, Comment) == 2


def test_new_words_are_asked_about(session: Session, scene: Scene, browser: Browser) -> None:
    feedback = make_feedback(session, edition=scene.edition, author=scene.person)
    client, address = browser.as_(scene.person), f"/feedback/{idents.encode(feedback.id)}/edit"
    data = {"kind": feedback.kind.value, "title": "A title", "body": BODY, "version": str(feedback.version)}
    confirmed = asked(client.post(address, data=data), "body", IBAN)
    session.expire_all()
    assert session.get_one(Feedback, feedback.id).body != BODY
    assert client.post(address, data=data | {"confirmed": confirmed}).status_code == HTTPStatus.FOUND
