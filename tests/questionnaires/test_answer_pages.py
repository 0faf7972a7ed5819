"""The pages of somebody who answers."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from app.campaigns.models import Edition
from app.campaigns.types import EditionStatus
from app.core import clock
from app.policy.actor import SYSTEM
from app.questionnaires.models import Response, ResponseSent, StoredCell, StoredQuestion
from app.questionnaires.queries.read import asked_questions
from app.questionnaires.service import PartInput, QuestionInput, change_question
from app.questions.kinds import KINDS
from app.questions.types import field_name
from app.texts.queries import texts_of
from tests.conftest import Browser, CountQueries
from tests.factories.questionnaires import make_wave
from tests.feedback.scene import make_scene
from tests.questionnaires.asked import Asking, make_questionnaire
from tests.questionnaires.scene import Questions, make_questions

PHONE = {"User-Agent": "Mozilla/5.0 (Linux; Android 14) Mobile Safari (Mobi)"}
JSON = {"Accept": "application/json"}

EVERY_KIND = tuple(
    Asking(
        kind,
        f"Of kind {kind}?",
        options=("Red", "Green", "None of them", "Other")[: 4 if kind in {"single", "multiple"} else 3]
        if kind in {"single", "multiple", "ranking"}
        else (),
        exclusive=("None of them",) if kind in {"single", "multiple"} else (),
        other=("Other",) if kind in {"single", "multiple"} else (),
        rows=("Sign in", "Pay") if kind == "matrix" else (),
        columns=("Never", "Often") if kind == "matrix" else (),
        ends=("Hard", "Easy") if kind == "scale" else (),
    )
    for kind in KINDS
)


def client_of(browser: Browser, asked: Questions, language: str = "en") -> FlaskClient:
    return browser.as_(asked.scene.person, language)


def test_every_kind_has_its_fields(session: Session, browser: Browser) -> None:
    scene = make_scene(session)
    questionnaire = make_questionnaire(session, campaign=scene.campaign, asks=EVERY_KIND)
    wave = make_wave(session, questionnaire=questionnaire)
    session.commit()
    client, url = browser.as_(scene.person), f"/campaigns/{scene.campaign.slug}/questionnaires/{wave.id}/answer"
    for row in asked_questions(session, scene.actor, questionnaire.id):
        page = client.get(f"{url}?at={row.question.id}").text
        name = field_name(row.question.id)
        assert f"Of kind {row.question.kind}?" in page
        assert (f'name="{name}' in page) is KINDS[row.question.kind].asks, row.question.kind
        assert f'id="{name}"' in page


def test_the_server_decides_what_comes_next(session: Session, browser: Browser) -> None:
    asked = make_questions(session)
    client = client_of(browser, asked)
    first = client.get(asked.url)
    assert "Do you use it?" in first.text
    assert "What do you like?" not in first.text
    answer = client.post(asked.url, data=asked.form(uses=str(asked.yes.id)))
    assert answer.location.endswith(f"?at={asked.why.id}")
    answer = client.post(asked.url, data=asked.form(1, uses=str(asked.no.id)))
    assert answer.location.endswith(f"?at={asked.mark.id}")
    page = client.get(answer.location)
    assert "Question 2 of 2" in page.text
    assert "About 1\u00a0minute" in page.text
    answer = client.post(asked.url, data=asked.form(2, "back", mark="4"))
    assert answer.location.endswith(f"?at={asked.uses.id}")
    answer = client.post(asked.url, data=asked.form(3, "next", mark="4"))
    assert answer.location.endswith("/review")


def test_answers_are_found_again_looked_at_and_sent(session: Session, browser: Browser) -> None:
    asked = make_questions(session)
    client = client_of(browser, asked)
    client.post(asked.url, data=asked.form(uses=str(asked.yes.id)))
    client.post(asked.url, data=asked.form(1, why="It is quick."))
    again = browser.as_(asked.scene.person).get(asked.url)
    assert "How easy was it?" in again.text
    review = client.get(f"{asked.url}/review")
    assert "It is quick." in review.text
    assert "at least 5\u00a0people have answered" in review.text
    refusal = client.post(f"{asked.url}/send", data={"version": "2"})
    assert refusal.status_code == 422
    assert "Please answer this question." in refusal.text
    assert "It is quick." in refusal.text
    client.post(asked.url, data=asked.form(2, mark="4"))
    sent = client.post(f"{asked.url}/send", data={"version": "3"})
    assert sent.location.endswith("/thanks")
    assert client.post(f"{asked.url}/send", data={"version": "3"}).location.endswith("/thanks")
    page = client.get(sent.location)
    assert "It is quick." in page.text
    assert client.get(asked.url).location.endswith("/thanks")


def test_who_answered_reads_the_words_of_then(session: Session, browser: Browser) -> None:
    asked = make_questions(session)
    client = client_of(browser, asked)
    client.post(asked.url, data=asked.form(uses=str(asked.no.id), mark="4"))
    sent = client.post(f"{asked.url}/send", data={"version": "1"}).location
    assert "Former wording" not in client.get(sent).text
    [mark] = asked_questions(session, SYSTEM, asked.questionnaire.id, [asked.mark.id])
    words = texts_of(session, SYSTEM, mark.text_ids)
    parts = tuple(
        PartInput(part.role, {"en": words[mark.part_text_ids[part.id]].value}, part.id) for part in mark.question.parts
    )
    change_question(
        session, SYSTEM, asked.mark.id, QuestionInput({"en": "Was it easy?"}, is_required=True, parts=parts)
    )
    session.commit()
    page = client.get(sent).text
    assert "Was it easy?" in page
    assert "The wording was corrected on" in page
    assert ">How easy was it?</dd>" in page


def test_a_phone_gets_one_question_a_screen(session: Session, browser: Browser) -> None:
    scene = make_scene(session)
    asks = tuple(Asking("long_text", f"Number {number}?") for number in range(1, 4))
    wave = make_wave(session, questionnaire=make_questionnaire(session, campaign=scene.campaign, asks=asks))
    session.commit()
    client, url = browser.as_(scene.person), f"/campaigns/{scene.campaign.slug}/questionnaires/{wave.id}/answer"
    desk, phone = client.get(url).text, client.get(url, headers=PHONE).text
    assert [f"Number {number}?" in desk for number in (1, 2, 3)] == [True, True, True]
    assert [f"Number {number}?" in phone for number in (1, 2, 3)] == [True, False, False]


def test_a_script_saves_an_answer_in_few_statements(session: Session, browser: Browser, queries: CountQueries) -> None:
    asked = make_questions(session)
    client = client_of(browser, asked)
    form = asked.form(why="It is quick.")
    with queries() as first:
        answer = client.post(asked.url, data=form, headers=JSON)
    assert answer.json == {"version": 1, "problems": {}}
    with queries() as second:
        answer = client.post(asked.url, data=asked.form(1, mark="17"), headers=JSON)
    assert answer.json == {"version": 2, "problems": {str(asked.mark.id): "Please check this answer."}}
    assert len(first) <= 4, first.seen
    assert len(second) <= 4, second.seen
    assert len(answer.data) < 500


def test_the_second_window_is_told_and_loses_nothing(session: Session, browser: Browser) -> None:
    asked = make_questions(session)
    client = client_of(browser, asked)
    client.post(asked.url, data=asked.form(0, why="From the train."), headers=JSON)
    client.post(asked.url, data=asked.form(1, uses=str(asked.yes.id)), headers=JSON)
    quiet = client.post(asked.url, data=asked.form(0, why="From the desk."), headers=JSON)
    assert quiet.status_code == 409
    page = client.post(asked.url, data=asked.form(0, why="From the desk."))
    assert page.status_code == 409
    assert "From the train." in page.text
    assert "From the desk." in page.text
    version = re.search(r'name="version" value="(\d+)"', page.text)
    assert version is not None
    client.post(asked.url, data=asked.form(int(version[1]), why="From the desk."))
    assert "From the desk." in client.get(f"{asked.url}/review").text


@pytest.mark.parametrize(
    ("answers", "sentence"),
    [
        ({"uses": "12345"}, "Please check this answer."),
        ({"uses": "<script>"}, "Please check this answer."),
        ({"mark": "9"}, "Please check this answer."),
        ({"why": "a" * 20_000}, "Please use at most 2000\u00a0characters."),
    ],
)
def test_bad_input_is_told_beside_its_question_and_kept(
    session: Session, browser: Browser, answers: dict[str, str], sentence: str
) -> None:
    asked = make_questions(session)
    client = client_of(browser, asked)
    client.post(asked.url, data=asked.form(uses=str(asked.yes.id)))
    page = client.post(asked.url, data=asked.form(1, "next", **answers))
    assert page.status_code == 422
    assert sentence in page.text
    if "why" in answers:
        assert answers["why"] in page.text


def test_arabic_digits_are_read(session: Session, browser: Browser) -> None:
    scene = make_scene(session)
    questionnaire = make_questionnaire(session, campaign=scene.campaign, asks=(Asking("number", "How many?"),))
    wave = make_wave(session, questionnaire=questionnaire)
    session.commit()
    client, url = browser.as_(scene.person), f"/campaigns/{scene.campaign.slug}/questionnaires/{wave.id}/answer"
    question = asked_questions(session, scene.actor, questionnaire.id)[0].question
    client.post(url, data={field_name(question.id): "٤٢", "shown": str(question.id)})
    client.post(f"{url}/send", data={"version": "1"})
    assert session.scalars(select(StoredCell.number)).one() == 42


def test_a_question_withdrawn_meanwhile_is_told(session: Session, browser: Browser) -> None:
    asked = make_questions(session)
    client = client_of(browser, asked)
    client.post(asked.url, data=asked.form(uses=str(asked.yes.id)))
    client.post(asked.url, data=asked.form(1, why="Gone."))
    session.execute(update(StoredQuestion).where(StoredQuestion.id == asked.why.id).values(retired_on=clock.today()))
    session.commit()
    assert "A question that you had answered was changed" in client.get(asked.url).text
    assert "that answer is not sent" in client.get(f"{asked.url}/review").text


def test_what_was_typed_comes_back_when_it_has_closed(session: Session, browser: Browser) -> None:
    asked = make_questions(session)
    client = client_of(browser, asked)
    session.execute(update(Edition).where(Edition.id == asked.scene.edition.id).values(status=EditionStatus.CLOSED))
    session.commit()
    page = client.post(asked.url, data=asked.form(why="Written for nothing."))
    assert page.status_code == 409
    assert "This questionnaire is closed" in page.text
    assert "Written for nothing." in page.text


def test_what_was_typed_comes_back_after_signing_in(session: Session, browser: Browser) -> None:
    asked = make_questions(session)
    stranger = browser.stranger()
    assert stranger.post(asked.url, data=asked.form(why="On the train.")).status_code == 401
    client = client_of(browser, asked)
    client.post(asked.url, data=asked.form(uses=str(asked.yes.id)))
    page = client.post(asked.url, data={**asked.form(1, why="On the train."), "_resumed": "1"})
    assert page.status_code == 200
    assert "On the train." in page.text
    assert "On the train." not in client.get(f"{asked.url}/review").text


def test_others_see_nothing_of_it(session: Session, browser: Browser) -> None:
    asked, other = make_questions(session), make_scene(session)
    assert browser.as_(other.person).get(asked.url).status_code == 404
    wrong = asked.url.replace(asked.scene.campaign.slug, other.campaign.slug)
    assert client_of(browser, asked).get(wrong).status_code == 404


# --- nobody can know ------------------------------------------------------------------------------------


def test_untraceable_answers_travel_in_the_page_until_they_are_sent(session: Session, browser: Browser) -> None:
    asked = make_questions(session, untraceable=True)
    client = client_of(browser, asked)
    page = client.post(asked.url, data=asked.form(uses=str(asked.yes.id)))
    assert "What do you like?" in page.text
    assert f'name="{field_name(asked.uses.id)}" value="{asked.yes.id}"' in page.text
    both = {field_name(asked.uses.id): str(asked.yes.id), **asked.form(why="Of nobody.", mark="4")}
    page = client.post(asked.url, data=both)
    assert "Nobody can know which answers are yours" in page.text
    assert session.scalar(select(func.count()).select_from(Response)) == 0
    assert client.post(asked.url, data=both, headers=JSON).status_code == 409
    sent = client.post(f"{asked.url}/send", data=both)
    assert sent.location.endswith("/thanks")
    assert client.post(f"{asked.url}/send", data=both).location.endswith("/thanks")
    assert session.scalar(select(func.count()).select_from(Response)) == 1
    assert session.scalar(select(func.count()).select_from(ResponseSent)) == 1
    thanks = client.get(sent.location).text
    assert "Of nobody." not in thanks


def test_an_untraceable_answer_is_changed_from_the_review(session: Session, browser: Browser) -> None:
    asked = make_questions(session, untraceable=True)
    client = client_of(browser, asked)
    both = {field_name(asked.uses.id): str(asked.yes.id), **asked.form(why="Of nobody.", mark="4")}
    page = client.post(f"{asked.url}/send", data={**both, "go": f"to-{asked.why.id}", "shown": ""})
    assert "What do you like?" in page.text
    assert "Of nobody." in page.text


def test_a_code_pairs_what_is_asked_twice(session: Session, browser: Browser) -> None:
    asked = make_questions(session, untraceable=True)
    later = make_wave(session, questionnaire=asked.questionnaire, untraceable=True)
    session.commit()
    client = client_of(browser, asked)
    both = {field_name(asked.uses.id): str(asked.yes.id), **asked.form(why="Of nobody.", mark="4")}
    page = client.post(asked.url, data={**both, "go": "review"}).text
    code = re.search(r'name="new_code" value="([a-z0-9-]+)"', page)
    assert code is not None
    client.post(f"{asked.url}/send", data={**both, "new_code": code[1]})
    url = asked.url.replace(f"/{asked.wave.id}/", f"/{later.id}/")
    refusal = client.post(f"{url}/send", data={**both, "pair_code": "abc"})
    assert refusal.status_code == 422
    client.post(f"{url}/send", data={**both, "pair_code": code[1].upper(), "new_code": "k3vq-8m2n-r7xa-w5tj"})
    hashes = list(session.scalars(select(Response.pair_hash)))
    assert len(hashes) == 2
    assert len(set(hashes)) == 1


# --- how many rows ---------------------------------------------------------------------------------------


def test_a_screen_costs_the_same_whatever_its_questions(
    session: Session, browser: Browser, queries: CountQueries
) -> None:
    scene, counts = make_scene(session), []
    for many in (10, 20):
        asks = tuple(Asking("single", f"Number {number}?", options=("Yes", "No")) for number in range(many))
        wave = make_wave(session, questionnaire=make_questionnaire(session, campaign=scene.campaign, asks=asks))
        session.commit()
        client, url = browser.as_(scene.person), f"/campaigns/{scene.campaign.slug}/questionnaires/{wave.id}/answer"
        client.get(url)
        with queries() as statements:
            assert client.get(url).status_code == 200
        counts.append(len(statements))
        with queries() as statements:
            client.get(f"{url}/review")
        counts.append(len(statements))
    assert max(counts) <= 8
    assert counts[:2] == counts[2:]


def test_a_number_larger_than_any_question_is_none(session: Session, browser: Browser) -> None:
    asked = make_questions(session)
    client = client_of(browser, asked)
    sent = {**asked.form(why="It is quick."), "shown": [str(asked.why.id), "9" * 19], f"q{'9' * 19}": "no question"}
    assert client.post(asked.url, data=sent, headers=JSON).json == {"version": 1, "problems": {}}
    assert client.post(asked.url, data={**sent, "go": "to-" + "9" * 19, "version": "1"}).status_code == 302


@pytest.mark.parametrize(
    ("untraceable", "sentence"),
    [(False, "no page shows them with your name"), (True, "Nobody can know which answers are yours")],
)
def test_who_may_know_is_said_before_the_first_question(
    session: Session, browser: Browser, *, untraceable: bool, sentence: str
) -> None:
    asked = make_questions(session, untraceable=untraceable)
    client = client_of(browser, asked)
    first = client.get(asked.url, headers=PHONE).text
    assert 0 < first.index(sentence) < first.index("Do you use it?")
    assert "Who can read what" in first
    second = client.post(asked.url, data=asked.form(uses=str(asked.no.id)), headers=PHONE, follow_redirects=True).text
    assert "How easy was it?" in second
    assert sentence not in second
