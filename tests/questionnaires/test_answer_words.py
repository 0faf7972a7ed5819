"""Words of answers that look like somebody's data: asked about before they are stored or sent, masked in what is."""

from __future__ import annotations

import html
import re
from dataclasses import replace

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session, object_session
from werkzeug.test import TestResponse

from app.core.private_data import MASK
from app.questionnaires.models import Response, StoredCell
from app.questionnaires.queries.read import asked_questions
from app.questionnaires.service.respond import save_answers
from app.questions.types import field_name
from tests.conftest import Browser, CountQueries
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
    """Answer all questions; return what the review page sends.

    Of a traceable wave the words stand as they were saved before they were asked about on their screen.
    """
    answers = {"uses": str(asked.yes.id), "why": why, "mark": "4"}
    if asked.wave.is_untraceable:
        return {field_name(getattr(asked, name).id): value for name, value in answers.items()}
    client.post(asked.url, data=asked.form(0, **(answers | {"why": "It is quick."})))
    session = object_session(asked.wave)
    assert session is not None
    response = session.scalars(select(Response)).one()
    response.typed = response.typed | {str(asked.why.id): {"at": 1, "fields": {field_name(asked.why.id): [why]}}}
    session.commit()
    return {"version": "1"}


def typed_stored(session: Session) -> dict[str, list[str]]:
    """Return what is stored of a response that is not sent, by the name of its field."""
    stored = session.scalars(select(Response.typed).execution_options(populate_existing=True)).one_or_none() or {}
    return {name: values for each in stored.values() for name, values in each["fields"].items()}


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


@pytest.mark.parametrize("go", ["next", "back", "review"])
def test_a_screen_asks_before_it_is_stored(session: Session, browser: Browser, go: str) -> None:
    asked = make_questions(session)
    client = browser.as_(asked.scene.person)
    form = asked.form(0, go=go, uses=str(asked.yes.id), why=WORDS, mark="4")
    page = client.post(asked.url, data=form)
    names = names_asked(page)
    assert set(names) == {IBAN, PHONE}
    why, mark = field_name(asked.why.id), field_name(asked.mark.id)
    assert WORDS in html.unescape(page.text), "what was typed is on the page"
    assert why not in typed_stored(session)
    assert typed_stored(session)[mark] == ["4"], "the rest is stored"
    form = asked.form(1, go=go, why=WORDS, mark="4")  # the screen of these two
    half = client.post(asked.url, data={**form, names[IBAN]: "mask"})
    assert f'name="{names[IBAN]}" value="mask" checked' in half.text
    assert why not in typed_stored(session)
    chosen = {**form, names[IBAN]: "mask", names[PHONE]: "keep"}
    assert client.post(asked.url, data=chosen).status_code == 302
    kept = f"I paid to {MASK} and again to {MASK}, call {PHONE}."
    assert typed_stored(session)[why] == [kept]
    again = asked.form(2, go=go, why=kept, mark="4")
    assert client.post(asked.url, data=again).status_code == 302, "what is chosen is not asked about again"
    assert client.post(f"{asked.url}/send", data={"version": "2"}).location.endswith("/thanks")
    assert words_stored(session) == [kept]


def test_what_changes_after_the_choice_is_asked_about_anew(session: Session, browser: Browser) -> None:
    asked = make_questions(session)
    client = browser.as_(asked.scene.person)
    form = asked.form(0, uses=str(asked.yes.id), why=f"Call {PHONE}.", mark="4")
    names = names_asked(client.post(asked.url, data=form))
    client.post(asked.url, data={**form, "version": "1", names[PHONE]: "keep"})
    changed = asked.form(2, uses=str(asked.yes.id), why=f"Call {PHONE} or write to rui@example.org.", mark="4")
    assert set(names_asked(client.post(asked.url, data=changed))) == {PHONE, "rui@example.org"}
    assert typed_stored(session)[field_name(asked.why.id)] == [f"Call {PHONE}."]


def test_a_script_is_told_what_is_not_stored(session: Session, browser: Browser, queries: CountQueries) -> None:
    asked = make_questions(session)
    client, headers = browser.as_(asked.scene.person), {"Accept": "application/json"}
    client.post(asked.url, data=asked.form(0, uses=str(asked.yes.id)))
    with queries() as plain:
        client.post(asked.url, data=asked.form(1, why="It is quick."), headers=headers)
    with queries() as asking:
        answer = client.post(asked.url, data=asked.form(2, why=WORDS), headers=headers)
    assert answer.status_code == 422
    assert answer.json is not None
    assert set(answer.json) == {"problems"}
    sentence = answer.json["problems"][str(asked.why.id)]
    assert f"{IBAN}, {PHONE}" in sentence
    assert "It is not saved yet." in sentence
    assert typed_stored(session)[field_name(asked.why.id)] == ["It is quick."]
    assert len(asking) <= len(plain) + 1


def test_nobody_stores_such_words_past_the_page(session: Session) -> None:
    asked = make_questions(session)
    saved = save_answers(session, asked.scene.actor, asked.wave.id, asked.typed(why=WORDS, mark="4"))
    assert saved.to_look_at == (asked.why.id,)
    assert set(saved.wave.fields) == {asked.mark.id}
    number = save_answers(session, asked.scene.actor, asked.wave.id, asked.typed(1, mark="4111111111111111"))
    assert number.to_look_at == (), "digits that are no words may be the number of an option"
    looked = replace(asked.typed(2, why=WORDS), looked_at=(asked.why.id,))
    assert save_answers(session, asked.scene.actor, asked.wave.id, looked).wave.looked_at == {asked.why.id}


def test_one_thing_at_a_time(session: Session, browser: Browser) -> None:
    asked = make_questions(session)
    client = browser.as_(asked.scene.person)
    form = fill_in(client, asked, WORDS)
    client.post(asked.url, data=asked.form(1, mark=""))
    page = client.post(f"{asked.url}/send", data={"version": "2"})
    assert "Please answer this question." in page.text
    assert 'class="found"' not in page.text
    client.post(asked.url, data=asked.form(2, mark="4"))
    page = client.post(f"{asked.url}/send", data=form)
    assert page.status_code == 409, "other answers than the sender has seen"
    assert 'class="found"' not in page.text
    assert set(names_asked(client.post(f"{asked.url}/send", data={"version": "3"}))) == {IBAN, PHONE}


def test_what_is_no_longer_asked_is_not_asked_about(session: Session, browser: Browser) -> None:
    asked = make_questions(session)
    client = browser.as_(asked.scene.person)
    form = asked.form(0, uses=str(asked.no.id), why=WORDS, mark="4")
    assert client.post(asked.url, data=form).status_code == 302
    assert field_name(asked.why.id) not in typed_stored(session)
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
    names = names_asked(client.post(url, data=typed))
    assert set(names) == {IBAN}
    client.post(url, data={**typed, names[IBAN]: "mask"})
    client.post(f"{url}/send", data={"version": "1"})
    assert words_stored(session) == [f"Of {MASK}"]
    assert session.scalar(select(func.count()).select_from(StoredCell)) == 2
