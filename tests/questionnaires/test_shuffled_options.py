"""Options are shuffled for each person alike whenever they look, and favour no option."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from math import factorial
from random import Random
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.questionnaires.presenters.question import QuestionReader, question_view
from app.questionnaires.queries.read import QuestionRow
from app.questions.types import Part, Question
from tests.conftest import Browser
from tests.factories.accounts import make_person
from tests.factories.campaigns import make_enrolment
from tests.factories.questionnaires import make_wave
from tests.feedback.scene import make_scene
from tests.questionnaires.asked import Asking, make_questionnaire

OPTIONS = 4
PEOPLE = 6000
IDS = Random()
# Chi-squared of 3 degrees of freedom exceeds 21.1, and of 23 degrees 54.8, once in ten thousand.
MOST_OF_A_PLACE, MOST_OF_ORDERS = 21.1, 54.8


@pytest.fixture(autouse=True)
def ids() -> None:
    """Begin with the same numbers in each test, whatever ran before: this looks at shuffling, not at chance."""
    IDS.seed(33)


def new_id() -> int:
    """Return a number as people and parts have them."""
    return IDS.getrandbits(62)


def question_of(*parts: Part, shuffle: int = 1) -> QuestionRow:
    question = Question(new_id(), "single", settings={"shuffle": shuffle}, parts=parts)
    return QuestionRow(question, 0, None, {part.id: 0 for part in parts}, None)


def order_for(row: QuestionRow, person_id: int) -> tuple[int, ...]:
    view = question_view(row, {}, QuestionReader("en", person_id, {}))
    return tuple(int(option.value) for option in view.options)


def far_from_even(counts: Mapping[Any, int], cells: int, total: int) -> float:
    """Return chi-squared of what was counted, when every cell is as likely."""
    expected = total / cells
    seen = [*counts.values(), *([0] * (cells - len(counts)))]
    return sum((each - expected) ** 2 / expected for each in seen)


def test_every_option_is_as_often_in_every_place() -> None:
    """With ids as they are given to people and parts: random, and here also one after the other."""
    for people in ([new_id() for _one in range(PEOPLE)], list(range(1, PEOPLE + 1))):
        row = question_of(*(Part(new_id()) for _part in range(OPTIONS)))
        orders = [order_for(row, person) for person in people]
        for place in range(OPTIONS):
            assert far_from_even(Counter(order[place] for order in orders), OPTIONS, PEOPLE) < MOST_OF_A_PLACE
        assert far_from_even(Counter(orders), factorial(OPTIONS), PEOPLE) < MOST_OF_ORDERS


def test_the_order_of_one_question_tells_nothing_of_another() -> None:
    """Who sees the first option first here does not see it first there."""
    one, other = (question_of(*(Part(new_id()) for _part in range(2))) for _question in range(2))
    people = [new_id() for _one in range(PEOPLE)]
    both = Counter((order_for(one, each)[0], order_for(other, each)[0]) for each in people)
    assert far_from_even(both, 4, PEOPLE) < MOST_OF_A_PLACE


def test_one_person_sees_one_order_and_two_see_others() -> None:
    row = question_of(*(Part(new_id()) for _part in range(12)))
    first, second = new_id(), new_id()
    assert len({order_for(row, first) for _time in range(20)}) == 1
    assert order_for(row, first) != order_for(row, second)
    assert sorted(order_for(row, first)) == sorted(part.id for part in row.question.parts)
    plain = question_of(*row.question.parts, shuffle=0)
    assert order_for(plain, first) == order_for(plain, second) == tuple(part.id for part in row.question.parts)


@pytest.mark.parametrize("person_id", range(1, 12))
def test_what_is_no_answer_among_others_stays_last(person_id: int) -> None:
    none, other = Part(1, is_exclusive=True), Part(2, takes_words=True)
    order = order_for(question_of(none, other, *(Part(number) for number in range(3, 9))), person_id)
    assert order[-2:] == (other.id, none.id)


def labels_in(page: str) -> list[int]:
    return sorted(range(8), key=lambda number: page.index(f"Option number {number}<"))


def test_the_page_keeps_the_order_of_its_reader(session: Session, browser: Browser) -> None:
    scene = make_scene(session)
    options = [f"Option number {number}" for number in range(8)]
    asks = (Asking("single", "Which?", options=options, settings={"shuffle": 1}), Asking("long_text", "Why?"))
    wave = make_wave(session, questionnaire=make_questionnaire(session, campaign=scene.campaign, asks=asks))
    colleague = make_person(session, entity=scene.entity)
    make_enrolment(session, person=colleague, edition=scene.edition)
    session.commit()
    url = f"/campaigns/{scene.campaign.slug}/questionnaires/{wave.id}/answer"
    readers: list[FlaskClient] = [browser.as_(scene.person), browser.as_(colleague)]
    orders = [[labels_in(reader.get(url).text) for _time in range(2)] for reader in readers]
    assert [first == again for first, again in orders] == [True, True]
    assert orders[0] != orders[1]
