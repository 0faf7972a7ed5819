"""Nothing is sent twice by the button Back or a second try, and other words are never lost under a used form."""

from __future__ import annotations

import html as markup
import re
from datetime import timedelta
from functools import partial
from http import HTTPStatus

import pytest
import time_machine
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from app.core import clock, idents
from app.core.errors import FormUsed
from app.feedback.errors import AlreadySent, SentBefore
from app.feedback.models import Comment, Feedback
from app.feedback.service.converse import CommentInput, comment_on_feedback
from app.feedback.service.submit import submit_feedback
from app.feedback.types import CommentRole, State
from app.files.storage import memory_storage
from tests.conftest import Browser
from tests.factories.feedback import make_feedback
from tests.feedback.scene import Scene, make_colleague, make_input, make_scene
from tests.feedback.sent import send
from tests.parallel import together
from tests.refusals import refused

WORDS = "Words of half an hour."
LEVELS = ["named", "confidential", "untraceable"]


@pytest.fixture
def scene(session: Session) -> Scene:
    return make_scene(session)


def stored(session: Session, model: type[Feedback | Comment] = Feedback) -> int:
    session.expire_all()
    return session.scalar(select(func.count()).select_from(model)) or 0


def key_of(page: TestResponse) -> str:
    found = re.search(r'name="key"[^>]*value="([^"]+)"', page.text)
    assert found is not None
    return found.group(1)


@pytest.mark.parametrize("identity", LEVELS)
def test_the_same_words_of_a_new_form_are_recognised(
    session: Session, scene: Scene, browser: Browser, identity: str
) -> None:
    client = browser.as_(scene.person)
    send(client, scene, body=WORDS, identity=identity)
    page = send(client, scene, body=WORDS, identity=identity)
    assert page.status_code == HTTPStatus.CONFLICT
    assert "You have already sent this." in page.text
    assert f'href="/feedback/{idents.encode(session.scalars(select(Feedback.id)).one())}"' in page.text
    assert f"{WORDS}</textarea>" in page.text
    assert stored(session) == 1


@pytest.mark.parametrize("identity", LEVELS)
def test_other_words_under_a_used_form_are_kept_and_can_be_sent(
    session: Session, scene: Scene, browser: Browser, identity: str
) -> None:
    client = browser.as_(scene.person)
    send(client, scene, key="once", identity=identity)
    page = send(client, scene, key="once", body=WORDS, identity=identity)
    assert page.status_code == HTTPStatus.CONFLICT
    assert "This form has already been sent with a different text." in page.text
    assert f"{WORDS}</textarea>" in page.text
    assert stored(session) == 1
    assert key_of(page) != "once"
    send(client, scene, key=key_of(page), body=WORDS, identity=identity)
    assert stored(session) == 2


@pytest.mark.parametrize("identity", LEVELS)
def test_the_same_words_of_somebody_else_are_theirs(
    session: Session, scene: Scene, browser: Browser, identity: str
) -> None:
    send(browser.as_(scene.person), scene, body=WORDS, identity=identity)
    colleague, _ = make_colleague(session, scene)
    assert send(browser.as_(colleague), scene, body=WORDS, identity=identity).status_code == HTTPStatus.FOUND
    assert stored(session) == 2


def test_the_same_words_on_another_day_or_after_taking_them_back_are_new(session: Session, scene: Scene) -> None:
    data = partial(make_input, body=WORDS)
    first = submit_feedback(session, scene.actor, scene.address, data(), memory_storage())
    with pytest.raises(SentBefore) as refusal:
        submit_feedback(session, scene.actor, scene.address, data(), memory_storage())
    assert refusal.value.sent_id == first
    with time_machine.travel(clock.now() + timedelta(days=1, minutes=1)):
        second = submit_feedback(session, scene.actor, scene.address, data(), memory_storage())
    session.get_one(Feedback, second).state = State.WITHDRAWN
    session.commit()
    with time_machine.travel(clock.now() + timedelta(days=1, minutes=2)):
        submit_feedback(session, scene.actor, scene.address, data(), memory_storage())
    assert stored(session) == 3


def test_a_comment_is_not_sent_twice_and_other_words_are_kept(session: Session, scene: Scene, browser: Browser) -> None:
    feedback = make_feedback(session, edition=scene.edition, author=scene.person)
    client, address = browser.as_(scene.person), f"/feedback/{idents.encode(feedback.id)}/comments"
    client.post(address, data={"body": WORDS, "key": "1"})
    again = client.post(address, data={"body": WORDS, "key": "2"}, follow_redirects=True)
    assert "You have already sent this." in again.text
    assert stored(session, Comment) == 1
    other = client.post(address, data={"body": "Other words.", "key": "1"})
    assert other.status_code == HTTPStatus.CONFLICT
    assert "This form has already been sent with a different text." in markup.unescape(other.text)
    assert "Other words.</textarea>" in other.text
    assert key_of(other) != "1"
    parent = idents.encode(session.scalars(select(Comment.id)).one())
    client.post(address, data={"body": WORDS, "key": "3", "parent": parent})
    assert stored(session, Comment) == 2, "the same words in another place are another comment"


@pytest.mark.parametrize("identity", ["named", "untraceable"])
def test_an_answer_is_not_sent_twice(session: Session, scene: Scene, browser: Browser, identity: str) -> None:
    client = browser.as_(scene.person)
    send(client, scene, identity=identity)
    feedback = session.scalars(select(Feedback)).one()
    feedback.state = State.SENT_BACK
    session.add(Comment(feedback_id=feedback.id, body="Which?", language="en", role=CommentRole.QUESTION))
    session.commit()
    address = f"/feedback/{idents.encode(feedback.id)}/reply"
    client.post(address, data={"body": WORDS, "key": "1"})
    assert stored(session, Comment) == 2
    again = client.post(address, data={"body": WORDS, "key": "2"}, follow_redirects=True)
    assert "You have already sent this." in again.text
    other = client.post(address, data={"body": "Other words.", "key": "1"})
    assert "This form has already been sent with a different text." in other.text
    assert "Other words.</blockquote>" in other.text, "no question is open, so that there is no form to keep them in"
    assert stored(session, Comment) == 2


@pytest.mark.slow
@pytest.mark.parametrize("identity", ["named", "confidential"])
def test_the_same_words_of_six_forms_at_once_are_one_contribution(shared: Engine, identity: str) -> None:
    with Session(shared, expire_on_commit=False) as session:
        scene = make_scene(session)
    inputs = [make_input(body=WORDS, identity=identity) for _ in range(6)]
    acts = [
        partial(submit_feedback, actor=scene.actor, address=scene.address, data=data, storage=memory_storage())
        for data in inputs
    ]
    assert sorted(together(shared, acts)) == ["", *[SentBefore.code] * 5]
    with Session(shared) as session:
        assert stored(session) == 1


@pytest.mark.slow
@pytest.mark.parametrize("identity", LEVELS)
def test_one_form_with_six_texts_at_once_stores_one_and_says_so_of_the_others(shared: Engine, identity: str) -> None:
    with Session(shared, expire_on_commit=False) as session:
        scene = make_scene(session)
    inputs = [make_input(key="once", body=f"Words {number}.", identity=identity, code="c") for number in range(6)]
    acts = [
        partial(submit_feedback, actor=scene.actor, address=scene.address, data=data, storage=memory_storage())
        for data in inputs
    ]
    assert sorted(together(shared, acts)) == ["", *[FormUsed.code] * 5]


@pytest.mark.slow
def test_the_same_comment_of_six_forms_at_once_is_one(shared: Engine) -> None:
    with Session(shared, expire_on_commit=False) as session:
        scene = make_scene(session)
        feedback = make_feedback(session, edition=scene.edition, author=scene.person)
        session.commit()
    acts = [
        partial(comment_on_feedback, actor=scene.actor, feedback_id=feedback.id, data=CommentInput(WORDS, f"key {n}"))
        for n in range(6)
    ]
    assert sorted(together(shared, acts)) == ["", *[SentBefore.code] * 5]


def test_the_very_same_form_is_the_very_same_contribution(session: Session, scene: Scene) -> None:
    data = make_input()
    submit_feedback(session, scene.actor, scene.address, data, memory_storage())
    with refused(session, AlreadySent):
        submit_feedback(session, scene.actor, scene.address, data, memory_storage())
