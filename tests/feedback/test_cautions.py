"""Data that nobody should leave by mistake is pointed out before it is stored, wherever words are sent."""

from __future__ import annotations

import html as markup
import re
from http import HTTPStatus

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from app.campaigns.types import EditionStatus
from app.core import idents
from app.core.private_data import MASK
from app.feedback.models import Comment, Feedback
from app.feedback.types import CommentRole, State
from tests.conftest import Browser
from tests.factories.feedback import make_feedback
from tests.feedback.scene import Scene, make_manager, make_scene
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
    """Check that the page asks beside the field, marks the words and offers two choices; return their name."""
    text = markup.unescape(page.text)
    assert page.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    beside = re.search(rf'id="{field}-caution"[^>]*>(.*?)</div>', text, re.DOTALL)
    assert beside is not None
    found = re.search(
        rf'<fieldset class="found" id="(found-[0-9a-f]{{16}})" tabindex="-1">\s*<legend>\s*([^<]*)'
        rf'<mark dir="ltr">{re.escape(words)}</mark>(.*?)</fieldset>',
        beside.group(1),
        re.DOTALL,
    )
    assert found is not None
    name, said, choices = found.groups()
    assert sentence in said
    assert re.findall(rf'type="radio" name="{name}" value="(\w+)"', choices) == ["mask", "keep"]
    assert " checked" not in choices  # nothing is chosen for anybody
    assert field.startswith("reply-") or f'href="#{name}"' in text
    assert "data-error-summary" in text
    return str(name)


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
def test_a_contribution_is_asked_about_and_keeps_its_words(
    session: Session, scene: Scene, browser: Browser, field: str, identity: str
) -> None:
    client, data = browser.as_(scene.person), written(identity=identity, **{field: BODY})
    page = client.post(address_of(scene), data=data)
    name = asked(page, field, IBAN)
    assert BODY in markup.unescape(page.text)
    assert count(session, Feedback) == 0
    asked(client.post(address_of(scene), data=data), field, IBAN)  # without a choice it is asked again
    assert client.post(address_of(scene), data=data | {name: "burn"}).status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert count(session, Feedback) == 0
    assert client.post(address_of(scene), data=data | {name: "keep"}).status_code == HTTPStatus.FOUND
    assert count(session, Feedback) == 1


def test_what_is_masked_is_stored_nowhere(session: Session, scene: Scene, browser: Browser) -> None:
    client = browser.as_(scene.person)
    data = written(title=f"About {IBAN}", body=f"{IBAN} and again {IBAN}, call +351 912 345 678.")
    page = client.post(address_of(scene), data=data)
    title, body = asked(page, "title", IBAN), asked(page, "body", IBAN)
    phone = asked(page, "body", "+351 912 345 678")
    page = client.post(address_of(scene), data=data | {title: "mask", body: "mask"})
    assert f'name="{title}" value="mask" checked' in page.text  # what was chosen is kept
    assert page.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    client.post(address_of(scene), data=data | {title: "mask", body: "mask", phone: "keep"})
    stored = session.scalars(select(Feedback)).one()
    assert stored.title == f"About {MASK}"
    assert stored.body == f"{MASK} and again {MASK}, call +351 912 345 678."
    assert "0002" not in stored.stems
    page = client.get(f"/feedback/{idents.encode(stored.id)}")
    assert f'title="Masked by its author">{MASK}</mark> and again <mark class="mask"' in page.text


def test_moderators_see_what_is_masked_as_such(session: Session, scene: Scene, browser: Browser) -> None:
    make_feedback(session, edition=scene.edition, author=scene.person, body=f"Account {MASK}.", state=State.WAITING)
    manager, _actor = make_manager(session, scene)
    page = browser.as_(manager).get("/moderation")
    assert f'title="Masked by its author">{MASK}</mark>.' in page.text


def test_what_came_in_meanwhile_is_asked_about_too(session: Session, scene: Scene, browser: Browser) -> None:
    client = browser.as_(scene.person)
    iban = asked(send(client, scene, body=BODY), "body", IBAN)
    page = send(client, scene, body=f"{BODY} ana@example.org", **{iban: "keep"})
    mail = asked(page, "body", "ana@example.org")
    assert count(session, Feedback) == 0
    send(client, scene, body=f"{BODY} ana@example.org", **{iban: "keep", mail: "keep"})
    assert count(session, Feedback) == 1


def test_what_is_taken_out_needs_no_choice(session: Session, scene: Scene, browser: Browser) -> None:
    client = browser.as_(scene.person)
    asked(send(client, scene, body=BODY), "body", IBAN)
    assert send(client, scene, body="My transfer stays empty.").status_code == HTTPStatus.FOUND
    assert count(session, Feedback) == 1


def test_what_is_wrong_is_said_first(scene: Scene, browser: Browser) -> None:
    page = send(browser.as_(scene.person), scene, title="", body=BODY)
    assert "Please fill in this field." in page.text
    assert "found-" not in page.text


def test_what_is_masked_stays_masked_when_a_rule_refuses(session: Session, scene: Scene, browser: Browser) -> None:
    client = browser.as_(scene.person)
    name = asked(send(client, scene, body=BODY), "body", IBAN)
    scene.edition.status = EditionStatus.CLOSED  # while they were choosing
    session.commit()
    page = send(client, scene, body=BODY, **{name: "mask"})
    assert page.status_code == HTTPStatus.CONFLICT
    assert f"My transfer to {MASK} stays empty." in page.text
    assert IBAN not in page.text
    assert count(session, Feedback) == 0


@pytest.mark.parametrize("identity", ["named", "confidential", "untraceable"])
def test_who_hides_their_name_is_told_where_they_wrote_it(
    session: Session, scene: Scene, browser: Browser, identity: str
) -> None:
    scene.person.name = "Ana Luísa de Rebelo"
    session.commit()
    client, data = browser.as_(scene.person), written(identity=identity, body="Regards, Ana Luísa de Rebelo (ana)")
    page = client.post(address_of(scene), data=data)
    if identity == "named":
        assert page.status_code == HTTPStatus.FOUND
        return
    name = asked(page, "body", "Ana Luísa de Rebelo", "This looks like your own name:")
    assert "Keep it, it is invented" not in page.text
    assert client.post(address_of(scene), data=data | {name: "mask"}).status_code == HTTPStatus.FOUND
    assert session.scalars(select(Feedback.body)).one() == f"Regards, {MASK} (ana)"


def test_a_number_in_a_name_is_not_taken_for_the_name(session: Session, scene: Scene, browser: Browser) -> None:
    scene.person.name = "Tester 512"
    session.commit()
    data = written(identity="untraceable", body="The second photo shows a grey bar after 512 pixels.")
    assert browser.as_(scene.person).post(address_of(scene), data=data).status_code == HTTPStatus.FOUND


def test_comments_and_replies_are_asked_about(session: Session, scene: Scene, browser: Browser) -> None:
    feedback = make_feedback(session, edition=scene.edition, author=scene.person)
    client, address = browser.as_(scene.person), f"/feedback/{idents.encode(feedback.id)}"
    name = asked(client.post(f"{address}/comments", data={"body": BODY, "key": "1"}), "body", IBAN)
    assert count(session, Comment) == 0
    client.post(f"{address}/comments", data={"body": BODY, "key": "1", name: "mask"})
    assert session.scalars(select(Comment.body)).one() == f"My transfer to {MASK} stays empty."
    parent = idents.encode(session.scalars(select(Comment.id)).one())
    page = client.post(f"{address}/comments", data={"body": BODY, "key": "2", "parent": parent})
    name = asked(page, f"reply-{parent}", IBAN)
    assert f"{BODY}</textarea>" in page.text
    client.post(f"{address}/comments", data={"body": BODY, "key": "2", "parent": parent, name: "keep"})
    assert count(session, Comment) == 2


def test_an_answer_to_the_moderator_is_asked_about(session: Session, scene: Scene, browser: Browser) -> None:
    feedback = make_feedback(session, edition=scene.edition, author=scene.person, state=State.SENT_BACK)
    session.add(Comment(feedback_id=feedback.id, body="Which?", language="en", role=CommentRole.QUESTION))
    client, address = browser.as_(scene.person), f"/feedback/{idents.encode(feedback.id)}/reply"
    name = asked(client.post(address, data={"body": BODY, "key": "1"}), "body", IBAN)
    assert count(session, Comment) == 1
    client.post(address, data={"body": BODY, "key": "1", name: "keep"})
    assert count(session, Comment) == 2


def test_new_words_are_asked_about(session: Session, scene: Scene, browser: Browser) -> None:
    feedback = make_feedback(session, edition=scene.edition, author=scene.person)
    client, address = browser.as_(scene.person), f"/feedback/{idents.encode(feedback.id)}/edit"
    data = {"kind": feedback.kind.value, "title": "A title", "body": BODY, "version": str(feedback.version)}
    name = asked(client.post(address, data=data), "body", IBAN)
    session.expire_all()
    assert session.get_one(Feedback, feedback.id).body != BODY
    assert client.post(address, data=data | {name: "mask"}).status_code == HTTPStatus.FOUND
    session.expire_all()
    assert session.get_one(Feedback, feedback.id).body == f"My transfer to {MASK} stays empty."
