"""Every kind of question reads, says and sums up answers."""

from __future__ import annotations

import pytest

from app.questions.kinds import KINDS
from app.questions.summary import Tally
from app.questions.types import AnswerCell, AnswerRefused, Part, PartRole, Question, RawAnswer

SINGLE = Question(1, "single", parts=(Part(11), Part(12, takes_words=True)))
SCALE = Question(2, "scale", settings={"steps": 7}, parts=(Part(21, PartRole.END), Part(22, PartRole.END)))
WORDS = Question(3, "long_text", settings={"max_chars": 100})


def read(question: Question, **fields: list[str]) -> tuple[AnswerCell, ...]:
    return KINDS[question.kind].read(question, RawAnswer(question.id, fields))


@pytest.mark.parametrize("question", [SINGLE, SCALE, WORDS])
def test_nothing_sent_is_no_answer(question: Question) -> None:
    assert read(question) == ()
    assert read(question, **{f"q{question.id}": ["  "]}) == ()


def test_one_option_and_the_words_beside_it() -> None:
    assert read(SINGLE, q1=["11"], q1_11_words=["not asked for"]) == (AnswerCell(11),)
    assert read(SINGLE, q1=["12"], q1_12_words=["by post"]) == (AnswerCell(12, words="by post"),)


@pytest.mark.parametrize(
    ("question", "value"), [(SINGLE, "99"), (SINGLE, "²"), (SCALE, "8"), (SCALE, "0"), (SCALE, "x"), (WORDS, "a" * 101)]
)
def test_what_the_question_does_not_take(question: Question, value: str) -> None:
    with pytest.raises(AnswerRefused):
        read(question, **{f"q{question.id}": [value]})


def test_a_scale_has_a_bar_for_each_step_and_a_median() -> None:
    tally = Tally(4, {(0, 1.0): 1, (0, 3.0): 1, (0, 7.0): 2})
    (row,) = KINDS["scale"].summary(SCALE, tally).rows
    assert [bar.count for bar in row.bars] == [1, 0, 1, 0, 0, 0, 2]
    assert row.median == 5


def test_options_have_a_bar_each() -> None:
    (row,) = KINDS["single"].summary(SINGLE, Tally(3, {(12, None): 3})).rows
    assert [(bar.part_id, bar.count) for bar in row.bars] == [(11, 0), (12, 3)]
