"""Which questions are asked."""

from __future__ import annotations

import pytest

from app.questions.flow import Fault, asked, faulty_conditions
from app.questions.types import WHOLE, AnswerCell, Condition, Mode, Part, Question, Relation, ShowIf

YES, NO = Part(11), Part(12)
USES = Question(1, "single", parts=(YES, NO))
MARK = Question(2, "scale", show_if=ShowIf(Mode.ALL, (Condition(1, Relation.CHOSEN, YES.id),)))
WHY = Question(3, "long_text", show_if=ShowIf(Mode.ALL, (Condition(2, Relation.AT_MOST, WHOLE, 2),)))
QUESTIONS = (USES, MARK, WHY)


def ids(answers: dict[int, tuple[AnswerCell, ...]]) -> list[int]:
    return [question.id for question in asked(QUESTIONS, answers)]


def test_a_question_waits_for_its_condition() -> None:
    assert ids({}) == [1]
    assert ids({1: (AnswerCell(YES.id),)}) == [1, 2]
    assert ids({1: (AnswerCell(YES.id),), 2: (AnswerCell(number=2),)}) == [1, 2, 3]
    assert ids({1: (AnswerCell(YES.id),), 2: (AnswerCell(number=3),)}) == [1, 2]


def test_an_answer_to_a_question_no_longer_asked_does_not_count() -> None:
    assert ids({1: (AnswerCell(NO.id),), 2: (AnswerCell(number=1),)}) == [1]


@pytest.mark.parametrize(
    ("mode", "answer", "is_asked"),
    [
        (Mode.ALL, (AnswerCell(YES.id),), False),
        (Mode.ANY, (AnswerCell(YES.id),), True),
        (Mode.ANY, (), False),
    ],
)
def test_all_or_any(mode: Mode, answer: tuple[AnswerCell, ...], *, is_asked: bool) -> None:
    conditions = (Condition(1, Relation.CHOSEN, YES.id), Condition(1, Relation.CHOSEN, NO.id))
    last = Question(4, "long_text", show_if=ShowIf(mode, conditions))
    assert (last in asked((USES, last), {1: answer})) is is_asked


def test_each_relation_and_its_contrary() -> None:
    for answer, relation, is_asked in [
        ((), Relation.ANSWERED, False),
        ((), Relation.NOT_ANSWERED, True),
        ((AnswerCell(YES.id),), Relation.ANSWERED, True),
        ((AnswerCell(YES.id),), Relation.NOT_ANSWERED, False),
        ((AnswerCell(YES.id),), Relation.NOT_CHOSEN, False),
        ((AnswerCell(NO.id),), Relation.NOT_CHOSEN, True),
    ]:
        last = Question(4, "long_text", show_if=ShowIf(Mode.ALL, (Condition(1, relation, YES.id),)))
        assert (last in asked((USES, last), {1: answer})) is is_asked, relation


def test_conditions_that_cannot_be_are_found() -> None:
    circle = Question(5, "scale", show_if=ShowIf(Mode.ALL, (Condition(6, Relation.ANSWERED),)))
    other = Question(6, "scale", show_if=ShowIf(Mode.ALL, (Condition(5, Relation.ANSWERED),)))
    removed = Question(7, "scale", show_if=ShowIf(Mode.ANY, (Condition(99, Relation.ANSWERED),)))
    option = Question(8, "scale", show_if=ShowIf(Mode.ANY, (Condition(1, Relation.CHOSEN, 99),)))
    limit = Question(9, "scale", show_if=ShowIf(Mode.ANY, (Condition(2, Relation.AT_LEAST),)))
    faults = {
        each.question_id: each.fault for each in faulty_conditions((*QUESTIONS, circle, other, removed, option, limit))
    }
    assert faults == {
        5: Fault.NOT_EARLIER,
        7: Fault.UNKNOWN_QUESTION,
        8: Fault.UNKNOWN_PART,
        9: Fault.NO_NUMBER,
    }
