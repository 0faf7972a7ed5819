"""The pages on which a questionnaire is built: they work without a script, and cost the same whatever they hold."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.campaigns.models import Campaign, Edition
from app.core import idents
from app.policy.actor import Role
from app.questionnaires.models import Questionnaire, StoredPart, StoredQuestion
from app.questionnaires.types import MAX_QUESTIONS, PROMPT_MAX_CHARS
from app.questions.kinds import KINDS
from app.texts.models import Translation
from tests.conftest import Browser, CountQueries
from tests.factories.accounts import make_entity, make_mandate, make_person
from tests.factories.campaigns import make_campaign, make_edition
from tests.factories.questionnaires import make_answer, make_question, make_questionnaire, make_wave
from tests.questionnaires.asked import Asking
from tests.questionnaires.asked import make_question as make_plain_question

LIST = "/campaigns/loan-app/questionnaires"
PAGE_MAX_BYTES = 60_000
STATEMENTS = 14  # session, campaign, questionnaire, texts, answers, languages


@pytest.fixture
def campaign(session: Session) -> Campaign:
    return make_campaign(session, slug="loan-app", title="The loan simulation")


@pytest.fixture
def edition(session: Session, campaign: Campaign) -> Edition:
    return make_edition(session, campaign=campaign, entity=make_entity(session, locales=("en", "de", "fr")))


@pytest.fixture
def questionnaire(session: Session, campaign: Campaign) -> Questionnaire:
    return make_questionnaire(session, campaign=campaign)


@pytest.fixture
def writer(browser: Browser, session: Session) -> FlaskClient:
    """Return the browser of somebody of the central team."""
    person = make_person(session)
    make_mandate(session, person=person, role=Role.CENTRAL_TEAM)
    return browser.as_(person)


def page_of(questionnaire: Questionnaire) -> str:
    return f"{LIST}/{questionnaire.id}"


def question_page(question: StoredQuestion) -> str:
    return f"{LIST}/{question.questionnaire_id}/questions/{idents.encode(question.id)}"


def sent_by(page: str) -> dict[str, str]:
    """Return what a browser would send of the form of a question, unchanged."""
    form = page[page.index('<form class="form"') :]
    form = form[: form.index("</form>")]
    sent = dict(re.findall(r'<textarea[^>]*name="([^"]+)"[^>]*>\s*(.*?)</textarea>', form, re.DOTALL))
    for tag in re.findall(r"<input[^>]*>", form):
        name, value = re.search(r'name="([^"]+)"', tag), re.search(r'value="([^"]*)"', tag)
        if name and ("checkbox" not in tag or "checked" in tag):
            sent[name[1]] = value[1] if value else ""
    return sent


def test_from_nothing_to_a_question(session: Session, writer: FlaskClient, campaign: Campaign) -> None:
    assert "No questionnaire yet" in writer.get(LIST).text
    assert writer.post(f"{LIST}/new", data={"title": " "}).status_code == 422
    made = writer.post(f"{LIST}/new", data={"title": "Before the test", "intro": "Five minutes."}).headers["Location"]
    assert "No question yet" in writer.get(made).text
    assert "One answer from a list." in writer.get(f"{made}/questions/new").text
    form = writer.get(f"{made}/questions/new/single").text
    assert form.count("part_OPTION-") > 4
    parts = {"part_OPTION-0-words": "A small one", "part_OPTION-1-words": "A large one", "part_OPTION-2-words": ""}
    answer = writer.post(f"{made}/questions/new/single", data={"prompt": "Which phone?", **parts})
    assert answer.status_code == 302
    page = writer.get(made).text
    assert "1. Which phone?" in page
    assert "Fewer than 5\u00a0responses" in writer.get(LIST).text
    assert session.scalars(select(StoredPart.position).order_by(StoredPart.position)).all() == [1, 2]
    assert session.scalars(select(Questionnaire.campaign_id)).all() == [campaign.id]


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"prompt": ""}, "Please fill in this field."),
        ({"prompt": "x" * (PROMPT_MAX_CHARS + 1)}, "is the limit"),
        ({"part_OPTION-1-words": "x" * 201}, "is the limit"),
        ({"part_OPTION-1-words": ""}, "Enter between 2 and 30\u00a0lines."),
        (
            {"part_OPTION-²-words": "odd", "part_OPTION-99999999999-words": "odd", "part_OPTION-1-words": ""},
            "Enter between",
        ),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_is_kept(
    writer: FlaskClient, questionnaire: Questionnaire, sent: dict[str, str], words: str
) -> None:
    typed = {"prompt": "Which phone?", "part_OPTION-0-words": "A small one", "part_OPTION-1-words": "A large one"}
    answer = writer.post(f"{page_of(questionnaire)}/questions/new/single", data=typed | sent)
    assert answer.status_code == 422
    assert words in answer.text
    assert "A small one" in answer.text


def test_tampered_kinds_settings_and_buttons(writer: FlaskClient, questionnaire: Questionnaire) -> None:
    new = f"{page_of(questionnaire)}/questions/new"
    assert writer.get(f"{new}/telepathy").status_code == 404
    odd = {"prompt": "How many?", "setting_minimum": "9", "setting_maximum": "1", "setting_decimals": "0"}
    answer = writer.post(f"{new}/number", data=odd)
    assert (answer.status_code, "must be greater than the smallest" in answer.text) == (422, True)
    assert writer.post(f"{new}/number", data=odd | {"setting_decimals": "many"}).status_code == 422
    assert writer.post(f"{new}/number", data=odd | {"setting_decimals": "9" * 40}).status_code == 422
    for act in ("up-OPTION-²", "up-OPTION-77", "up-NOTHING-1", "more-OPTION", "more-ROW", "x"):
        assert writer.post(f"{new}/single", data={"prompt": "", "arrange": act}).status_code in {200, 422}
    for to in ("", "x", "x-1", f"{idents.encode(7)}-1", f"{idents.encode(7)}-²"):
        assert writer.post(f"{page_of(questionnaire)}/move", data={"to": to}).status_code in {302, 404}


def test_lines_are_added_and_moved_without_a_script(
    session: Session, writer: FlaskClient, questionnaire: Questionnaire
) -> None:
    question = make_question(session, questionnaire=questionnaire, options=("First", "Second"))
    sent = sent_by(writer.get(question_page(question)).text)
    more = writer.post(question_page(question), data=sent | {"arrange": "more-OPTION"}).text
    assert more.count("-takes_words") > writer.get(question_page(question)).text.count("-takes_words")
    moved = writer.post(question_page(question), data=sent | {"arrange": "up-OPTION-1"}).text
    assert moved.index("Second") < moved.index("First")
    assert writer.post(question_page(question), data=sent_by(moved)).status_code == 302
    page = writer.get(question_page(question)).text
    assert page.index("Second") < page.index("First")


def test_questions_move_by_buttons(session: Session, writer: FlaskClient, questionnaire: Questionnaire) -> None:
    make_question(session, questionnaire=questionnaire, prompt="Alpha")
    make_question(session, questionnaire=questionnaire, prompt="Beta")
    page = writer.get(page_of(questionnaire)).text
    [up] = re.findall(r'value="(\w{13}-1)"', page)
    version = re.search(r'name="version" value="(\d+)"', page)
    assert version is not None
    writer.post(f"{page_of(questionnaire)}/move", data={"to": up, "version": version[1]})
    page = writer.get(page_of(questionnaire)).text
    assert page.index("1. Beta") < page.index("2. Alpha")


def test_two_editors_of_one_question(session: Session, writer: FlaskClient, questionnaire: Questionnaire) -> None:
    question = make_question(session, questionnaire=questionnaire, options=("First", "Second"))
    sent = sent_by(writer.get(question_page(question)).text)
    assert writer.post(question_page(question), data=sent | {"part_OPTION-1-words": "Other"}).status_code == 302
    answer = writer.post(question_page(question), data=sent | {"prompt": "Mine"})
    assert answer.status_code == 409
    assert "Mine" in answer.text
    assert "First · Other" in answer.text
    again = writer.post(question_page(question), data=sent_by(answer.text))
    assert again.status_code == 302


def test_what_has_answers_asks_before_it_becomes_a_new_question(
    session: Session, writer: FlaskClient, questionnaire: Questionnaire, edition: Edition
) -> None:
    question = make_question(session, questionnaire=questionnaire, options=("First", "Second"))
    make_answer(session, question=question, wave=make_wave(session, questionnaire=questionnaire), edition=edition)
    page = writer.get(question_page(question)).text
    assert "This question has answers" in page
    assert 'name="as_new"' not in page
    sent = sent_by(page) | {"part_OPTION-2-words": "Third"}
    answer = writer.post(question_page(question), data=sent)
    assert (answer.status_code, 'name="as_new"' in answer.text) == (409, True)
    new = writer.post(question_page(question), data=sent_by(answer.text) | {"as_new": "y"}).headers["Location"]
    assert new != question_page(question)
    assert writer.get(question_page(question)).headers["Location"] == new
    assert "Questions that are no longer asked" in writer.get(page_of(questionnaire)).text


def test_who_builds_reads_what_a_corrected_question_said(
    session: Session, writer: FlaskClient, questionnaire: Questionnaire, edition: Edition
) -> None:
    question = make_question(session, questionnaire=questionnaire, options=("First", "Second"))
    make_answer(session, question=question, wave=make_wave(session, questionnaire=questionnaire), edition=edition)
    page = writer.get(question_page(question)).text
    assert "Former wording" not in page
    sent = sent_by(page) | {"part_OPTION-1-words": "The other"}
    assert writer.post(question_page(question), data=sent).status_code == 302
    page = writer.get(question_page(question)).text
    assert re.search(r"Option, English, until [^<]+</dt><dd[^>]*>Second</dd>", page)


def test_more_questions_than_anybody_answers_are_refused_with_the_limit(
    session: Session, writer: FlaskClient, questionnaire: Questionnaire
) -> None:
    for position in range(1, MAX_QUESTIONS + 1):
        make_plain_question(session, questionnaire=questionnaire, asking=Asking(), position=position)
    session.commit()
    typed = {"prompt": "The 201st?", "part_OPTION-0-words": "Yes", "part_OPTION-1-words": "No"}
    answer = writer.post(f"{page_of(questionnaire)}/questions/new/single", data=typed)
    assert answer.status_code == 422
    assert f"A questionnaire can have at most {MAX_QUESTIONS}\u00a0questions and texts." in answer.text
    assert "The 201st?" in answer.text
    assert len(session.scalars(select(StoredQuestion)).all()) == MAX_QUESTIONS


@pytest.mark.usefixtures("edition")
def test_the_former_page_of_translations_leads_to_the_bench(writer: FlaskClient, questionnaire: Questionnaire) -> None:
    page = page_of(questionnaire)
    answer = writer.get(f"{page}/translations/de")
    assert (answer.status_code, answer.location) == (308, f"/translations/{page.split('/')[2]}/de")
    assert answer.location in writer.get(page).text


@pytest.mark.parametrize("count", [50, 100])
@pytest.mark.usefixtures("edition")
def test_the_page_stays_small_and_costs_the_same(
    session: Session, writer: FlaskClient, questionnaire: Questionnaire, queries: CountQueries, count: int
) -> None:
    for number in range(count):
        make_question(session, questionnaire=questionnaire, prompt=f"How much do you agree with sentence {number}?")
    writer.get(page_of(questionnaire))
    with queries() as statements:
        page = writer.get(page_of(questionnaire))
    assert len(statements) <= STATEMENTS
    assert len(page.data) <= PAGE_MAX_BYTES


@pytest.mark.usefixtures("edition")
def test_a_questionnaire_is_looked_at_as_people_see_it(
    session: Session, writer: FlaskClient, questionnaire: Questionnaire
) -> None:
    for number in range(21):
        question = make_question(session, questionnaire=questionnaire, prompt=f"Phone no. {number}?")
    session.add(Translation(text_id=question.prompt_text_id, locale="de", value="Welches Telefon?", source_version=1))
    session.commit()
    page = f"{page_of(questionnaire)}/preview"
    first = writer.get(page).text
    assert (f'name="q{question.id}"' in first, "Phone no. 0?" in first) == (False, True)
    second = writer.get(f"{page}?lang=de&page=2").text
    assert (f'name="q{question.id}"' in second, "Welches Telefon?" in second) == (True, True)
    assert "Phone no. 20?" in writer.get(f"{page}?lang=odd&page=2").text
    assert writer.get(f"{page}?page=3").status_code == 404
    beside = writer.get(f"{question_page(question)}?lang=de").text
    assert "Welches Telefon?" in beside[beside.index('id="preview-area"') :]


def test_questions_are_taken_on_a_page(
    session: Session, writer: FlaskClient, campaign: Campaign, questionnaire: Questionnaire
) -> None:
    page = f"{page_of(questionnaire)}/library"
    assert "There is no other questionnaire yet." in writer.get(page).text
    other = make_questionnaire(session, campaign=campaign, title="Another")
    question = make_question(session, questionnaire=other, prompt="Taken from there?")
    session.commit()
    assert "Taken from there?" in writer.get(f"{page}?from={other.id}").text
    assert writer.post(page, data={"from": "999", "question": "x"}).status_code == 422
    sent = {"from": str(other.id), "key": "k", "question": idents.encode(question.id)}
    assert writer.post(page, data=sent | {"question": "x"}).status_code == 302
    assert writer.post(page, data=sent).status_code == 302
    assert "1. Taken from there?" in writer.get(page_of(questionnaire)).text


# --- seen before it is saved ---------------------------------------------------------------------------------


def shown_in(page: str) -> str:
    """Return the preview of a page."""
    return page[page.index('id="preview-area"') :]


@pytest.mark.parametrize("kind", [name for name, kind in KINDS.items() if not kind.takes_file])
def test_a_question_of_any_kind_is_seen_while_it_is_written(
    session: Session, writer: FlaskClient, questionnaire: Questionnaire, kind: str
) -> None:
    new = f"{page_of(questionnaire)}/questions/new/{kind}"
    assert 'id="preview-area"' in writer.get(new).text
    typed = {"prompt": "How <b>was</b> it?", "help": "In a word.", "arrange": "preview"}
    page = writer.post(new, data=typed)
    assert page.status_code == 200
    assert "How &lt;b&gt;was&lt;/b&gt; it?" in shown_in(page.text)
    assert session.scalars(select(StoredQuestion.id)).all() == []


def test_what_is_typed_is_shown_with_its_settings_and_kept(
    session: Session, writer: FlaskClient, questionnaire: Questionnaire
) -> None:
    question = make_question(session, questionnaire=questionnaire, options=("First", "Second"))
    sent = sent_by(writer.get(question_page(question)).text)
    assert "As it is saved now" in writer.get(question_page(question)).text
    third = {"part_OPTION-2-words": "Third", "part_OPTION-2-takes_words": "y", "is_required": "y"}
    page = writer.post(question_page(question), data=sent | third | {"prompt": "Other words", "arrange": "preview"})
    preview = shown_in(page.text)
    assert [words in preview for words in ("Other words", "First", "Third", "Optional", "As you typed it")] == [
        True, True, True, False, True,
    ]  # fmt: skip
    assert preview.count('type="radio"') == 3
    assert "Third" in page.text[: page.text.index('id="preview-area"')], "the form still holds it"
    assert "As it is saved now" not in page.text
    assert len(session.scalars(select(StoredPart.id)).all()) == 2


@pytest.mark.parametrize("steps", ["", "many", "-3", "9" * 40])
def test_an_impossible_setting_is_seen_as_the_nearest_possible(
    writer: FlaskClient, questionnaire: Questionnaire, steps: str
) -> None:
    new = f"{page_of(questionnaire)}/questions/new/scale"
    typed = {"prompt": "", "setting_steps": steps, "arrange": "preview"}
    page = writer.post(new, data=typed)
    assert page.status_code == 200
    assert 2 <= shown_in(page.text).count('type="radio"') <= 12


def test_a_question_is_seen_by_nobody_who_does_not_write_it(
    browser: Browser, session: Session, questionnaire: Questionnaire
) -> None:
    new = f"{page_of(questionnaire)}/questions/new/scale"
    other = browser.as_(make_person(session))
    assert other.post(new, data={"prompt": "x", "arrange": "preview"}).status_code in {403, 404}


def test_seeing_what_is_typed_costs_few_statements(
    session: Session, writer: FlaskClient, questionnaire: Questionnaire, queries: CountQueries
) -> None:
    counts = []
    for many in (5, 10):
        for _number in range(many):
            make_question(session, questionnaire=questionnaire, options=("First", "Second"))
        options = {f"part_OPTION-{number}-words": f"Option {number}" for number in range(many)}
        with queries() as statements:
            writer.post(
                f"{page_of(questionnaire)}/questions/new/single",
                data={"prompt": "Which?", "arrange": "preview", **options},
            )
        counts.append(len(statements))
    assert counts[0] == counts[1] <= STATEMENTS


# --- published scales -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", [name for name, kind in KINDS.items() if kind.published])
def test_who_builds_is_told_where_a_scale_has_no_published_wording(
    session: Session, writer: FlaskClient, campaign: Campaign, questionnaire: Questionnaire, kind: str
) -> None:
    new = f"{page_of(questionnaire)}/questions/new/{kind}"
    told = "No published wording of this scale is used here in these languages"
    assert told not in writer.get(new).text, "English is the language it was published in"
    make_edition(session, campaign=campaign, entity=make_entity(session, locales=("en", "de", "fr")))
    session.commit()
    published = KINDS[kind].published
    assert published is not None
    others = [locale for locale in ("de", "fr") if locale not in published.worded_in]
    page = writer.get(new).text
    assert (told in page) is bool(others)
    notice = page[page.index(told) : page.index(told) + 200] if others else ""
    assert [name in notice for name in ("German", "French")] == ["de" in others, "fr" in others]


@pytest.mark.parametrize("kind", [name for name, kind in KINDS.items() if not kind.published])
def test_nothing_is_said_of_wording_that_nobody_published(
    session: Session, writer: FlaskClient, campaign: Campaign, questionnaire: Questionnaire, kind: str
) -> None:
    make_edition(session, campaign=campaign, entity=make_entity(session, locales=("en", "de", "fr")))
    session.commit()
    assert "No published wording" not in writer.get(f"{page_of(questionnaire)}/questions/new/{kind}").text
