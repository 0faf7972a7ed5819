"""Words of answers that look like somebody's data: asked about before they are sent, masked in what is stored."""

from __future__ import annotations

import html
import re

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from app.core.private_data import MASK
from app.questionnaires.models import Response, StoredCell
from app.questionnaires.queries.read import asked_questions
from app.questions.types import field_name
from tests.conftest import Browser
from tests.factories.questionnaires import make_wave
from tests.feedback.scene import make_scene
from tests.questionnaires.asked import Asking, make_questionnaire
from tests.questionnaires.scene import Questions, make_questions

IBAN = "PT50 0002 0123 1234 5678 9015 4"
PHONE = "+351 912 345 678"
WORDS = f"I paid to {IBAN} and again to {IBAN}, call {PHONE}."


def names_asked(page: TestResponse) -> dict[str, str]:
    """Check that the page asks, with nothing chosen for anybody; return the names of the choices by the words."""
    assert page.status_code == 422
    text = html.unescape(page.text)
    assert "Nothing has been sent yet. Please look at this first:" in text
    asked = r'<fieldset class="found" id="(found-\w{16})" tabindex="-1">\s*<legend>[^<]*<mark dir="ltr">([^<]*)</mark>'
    found = {words: name for name, words in re.findall(asked, text)}
    for name in found.values():
        assert f'href="#{name}"' in text
        assert re.findall(rf'type="radio" name="{name}" value="(\w+)"', text) == ["mask", "keep"]
    return found


def fill_in(client: FlaskClient, asked: Questions, why: str) -> dict[str, str]:
    """Answer all questions; return what the review page sends."""
    answers = {"uses": str(asked.yes.id), "why": why, "mark": "4"}
    if asked.wave.is_untraceable:
        return {field_name(getattr(asked, name).id): value for name, value in answers.items()}
    client.post(asked.url, data=asked.form(0, **answers))
    return {"version": "1"}


def words_stored(session: Session) -> list[str]:
    return [words for words in session.scalars(select(StoredCell.words)) if words]


@pytest.mark.parametrize("untraceable", [False, True])
def test_nothing_is_sent_before_each_is_chosen(session: Session, browser: Browser, *, untraceable: bool) -> None:
    asked = make_questions(session, untraceable=untraceable)
    client = browser.as_(asked.scene.person)
    form, url = fill_in(client, asked, WORDS), f"{asked.url}/send"
    names = names_asked(client.post(url, data=form))
    assert set(names) == {IBAN, PHONE}
    page = client.post(url, data={**form, names[IBAN]: "mask", names[PHONE]: "sell"})
    assert f'name="{names[IBAN]}" value="mask" checked' in page.text
    names_asked(page)
    assert words_stored(session) == []
    sent = client.post(url, data={**form, names[IBAN]: "mask", names[PHONE]: "keep"})
    assert sent.location.endswith("/thanks")
    assert words_stored(session) == [f"I paid to {MASK} and again to {MASK}, call {PHONE}."]
    typed = session.scalars(select(Response.typed)).one()
    assert typed == {}, "what was typed is gone with the sending"


def test_one_thing_at_a_time(session: Session, browser: Browser) -> None:
    asked = make_questions(session)
    client = browser.as_(asked.scene.person)
    client.post(asked.url, data=asked.form(0, uses=str(asked.yes.id), why=WORDS))
    page = client.post(f"{asked.url}/send", data={"version": "1"})
    assert "Please answer this question." in page.text
    assert 'class="found"' not in page.text
    client.post(asked.url, data=asked.form(1, mark="4"))
    page = client.post(f"{asked.url}/send", data={"version": "1"})
    assert page.status_code == 409, "other answers than the sender has seen"
    assert 'class="found"' not in page.text
    assert set(names_asked(client.post(f"{asked.url}/send", data={"version": "2"}))) == {IBAN, PHONE}


def test_what_is_no_longer_asked_is_not_asked_about(session: Session, browser: Browser) -> None:
    asked = make_questions(session)
    client = browser.as_(asked.scene.person)
    client.post(asked.url, data=asked.form(0, uses=str(asked.no.id), why=WORDS, mark="4"))
    assert client.post(f"{asked.url}/send", data={"version": "1"}).location.endswith("/thanks")
    assert words_stored(session) == []


def test_ones_own_name_is_asked_about(session: Session, browser: Browser) -> None:
    asked = make_questions(session)
    asked.scene.person.name = "Ana Rebelo"
    session.commit()
    client = browser.as_(asked.scene.person)
    form = fill_in(client, asked, "It is quick, says Ana Rebelo.")
    name = names_asked(client.post(f"{asked.url}/send", data=form))["Ana Rebelo"]
    client.post(f"{asked.url}/send", data={**form, name: "mask"})
    assert words_stored(session) == [f"It is quick, says {MASK}."]


def test_words_beside_an_option_are_asked_about_and_its_number_is_not(session: Session, browser: Browser) -> None:
    scene = make_scene(session)
    asks = (Asking("multiple", "Which?", options=("Red", "Other"), other=("Other",)),)
    questionnaire = make_questionnaire(session, campaign=scene.campaign, asks=asks)
    wave = make_wave(session, questionnaire=questionnaire)
    session.commit()
    client, url = browser.as_(scene.person), f"/campaigns/{scene.campaign.slug}/questionnaires/{wave.id}/answer"
    question = asked_questions(session, scene.actor, questionnaire.id)[0].question
    red, other = question.parts
    name = field_name(question.id)
    words = f"{field_name(question.id, other.id)}_words"
    typed = {name: [str(red.id), str(other.id)], words: f"Of {IBAN}", "shown": str(question.id)}
    client.post(url, data=typed)
    names = names_asked(client.post(f"{url}/send", data={"version": "1"}))
    assert set(names) == {IBAN}
    client.post(f"{url}/send", data={"version": "1", names[IBAN]: "mask"})
    assert words_stored(session) == [f"Of {MASK}"]
    assert session.scalar(select(func.count()).select_from(StoredCell)) == 2
