"""A script saves answers while they are given: more than once, late, from two windows, on leaving the page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.questionnaires.models import Response
from app.questions.types import field_name
from tests.conftest import Browser
from tests.questionnaires.scene import Questions, make_questions

JSON = {"Accept": "application/json"}
HERE, THERE = "a-page", "another-page"


def typed(session: Session, asked: Questions, name: str) -> object:
    """Return what is stored of an answer."""
    session.expire_all()
    stored = session.scalars(select(Response.typed)).one()
    question_id = getattr(asked, name).id
    return stored[str(question_id)]["fields"][field_name(question_id)]


def sent(asked: Questions, version: int, writer: str, **answers: str) -> Mapping[str, str | Sequence[str]]:
    return {**asked.form(version, "stay", **answers), "writer": writer}


def test_a_page_writes_over_what_it_saved_itself(session: Session, browser: Browser) -> None:
    """What the server said may have been lost on the way: then the page knows an older version."""
    asked = make_questions(session)
    client = browser.as_(asked.scene.person)
    for words in ("In a tun", "In a tunnel"):
        answer = client.post(asked.url, data=sent(asked, 0, HERE, why=words), headers=JSON)
        assert answer.status_code == 200
    assert typed(session, asked, "why") == ["In a tunnel"]


def test_another_page_writes_over_nothing_and_is_told_which(session: Session, browser: Browser) -> None:
    asked = make_questions(session)
    client = browser.as_(asked.scene.person)
    client.post(asked.url, data=sent(asked, 0, HERE, why="From the train."), headers=JSON)
    answer = client.post(asked.url, data=sent(asked, 0, THERE, why="From the desk.", mark="4"), headers=JSON)
    assert answer.status_code == 409
    assert answer.json is not None
    assert answer.json["elsewhere"] == [str(asked.why.id)]
    assert "go on to see both" in answer.json["sentence"]
    assert (typed(session, asked, "why"), typed(session, asked, "mark")) == (["From the train."], ["4"])


def test_a_page_that_saved_one_answer_does_not_write_over_another(session: Session, browser: Browser) -> None:
    """It showed both; the other one changed on another device before the page goes on."""
    asked = make_questions(session)
    client = browser.as_(asked.scene.person)
    there = sent(asked, 0, THERE, uses=str(asked.yes.id), why="From the train.")
    client.post(asked.url, data=there, headers=JSON)
    client.post(asked.url, data=sent(asked, 0, HERE, mark="4"), headers=JSON)
    page = client.post(asked.url, data={**asked.form(0, mark="4", why="Older words."), "writer": HERE})
    assert page.status_code == 409
    assert "From the train." in page.text
    assert "Older words." in page.text


def test_what_is_sent_on_leaving_is_saved_without_a_page(session: Session, browser: Browser) -> None:
    """A beacon cannot say that it takes JSON."""
    asked = make_questions(session)
    answer = browser.as_(asked.scene.person).post(asked.url, data=sent(asked, 0, HERE, why="Half a sen"))
    assert answer.json == {"version": 1, "problems": {}}
    assert typed(session, asked, "why") == ["Half a sen"]


def test_the_page_names_itself_and_what_a_browser_keeps_goes_with_the_sending(
    session: Session, browser: Browser
) -> None:
    asked = make_questions(session)
    client = browser.as_(asked.scene.person)
    pages = [client.get(asked.url).text for _time in range(2)]
    writers = {page.split('name="writer" value="')[1].split('"')[0] for page in pages}
    assert len(writers) == 2
    assert f'data-answers="answers-{asked.wave.id}"' in pages[0]
    client.post(asked.url, data=asked.form(uses=str(asked.no.id), mark="4"))
    assert client.post(f"{asked.url}/send", data={"version": "1"}).status_code == 302
    assert f'data-draft-done="answers-{asked.wave.id}"' in client.get(f"{asked.url}/thanks").text


def test_a_browser_keeps_nothing_of_what_nobody_is_to_know(session: Session, browser: Browser) -> None:
    asked = make_questions(session, untraceable=True)
    client = browser.as_(asked.scene.person)
    page = client.get(asked.url).text
    assert 'data-answers=""' in page
    assert 'name="writer"' not in page
    assert client.post(asked.url, data=sent(asked, 0, HERE, why="Of nobody.")).status_code == 409
    assert session.scalars(select(Response.id)).all() == []
