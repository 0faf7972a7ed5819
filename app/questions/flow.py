"""Which questions are asked, given the answers so far, and which conditions cannot be."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from app.questions.types import Answer, Answers, Condition, Mode, Question, Relation

_MET: Mapping[Relation, Callable[[Condition, Answer], bool]] = {
    Relation.ANSWERED: lambda _condition, answer: bool(answer),
    Relation.NOT_ANSWERED: lambda _condition, answer: not answer,
    Relation.CHOSEN: lambda condition, answer: any(cell.part_id == condition.part_id for cell in answer),
    Relation.NOT_CHOSEN: lambda condition, answer: all(cell.part_id != condition.part_id for cell in answer),
    Relation.AT_LEAST: lambda condition, answer: any(
        number >= _limit(condition) for number in _numbers(condition, answer)
    ),
    Relation.AT_MOST: lambda condition, answer: any(
        number <= _limit(condition) for number in _numbers(condition, answer)
    ),
}


class Fault(StrEnum):
    """Why a condition cannot be."""

    NOT_EARLIER = "not_earlier"  # the question stands at the same place or later: a circle, perhaps
    UNKNOWN_QUESTION = "unknown_question"  # removed
    UNKNOWN_PART = "unknown_part"  # removed
    NO_NUMBER = "no_number"  # a limit without its number


@dataclass(frozen=True, slots=True)
class FaultyCondition:
    """A condition that cannot be, with the question that has it."""

    question_id: int
    condition: Condition
    fault: Fault


def asked(questions: Iterable[Question], answers: Answers) -> list[Question]:
    """Return the questions that are asked. An answer to a question that is no longer asked does not count."""
    shown: list[Question] = []
    known: dict[int, Answer] = {}
    for question in questions:
        if is_asked(question, known):
            shown.append(question)
            known[question.id] = answers.get(question.id, ())
    return shown


def is_asked(question: Question, answers: Answers) -> bool:
    """Tell whether a question is asked; ``answers`` are those to earlier questions that were asked."""
    if question.show_if is None or not question.show_if.conditions:
        return True
    met = (
        _MET[condition.relation](condition, answers.get(condition.question_id, ()))
        for condition in question.show_if.conditions
    )
    return all(met) if question.show_if.mode is Mode.ALL else any(met)


def faulty_conditions(questions: Sequence[Question]) -> list[FaultyCondition]:
    """Return the conditions that cannot be. A condition looks at an earlier question, so there are no circles."""
    every = {question.id: question for question in questions}
    earlier: dict[int, Question] = {}
    faults = []
    for question in questions:
        for condition in question.show_if.conditions if question.show_if else ():
            fault = _fault(condition, every, earlier)
            if fault:
                faults.append(FaultyCondition(question.id, condition, fault))
        earlier[question.id] = question
    return faults


def _fault(condition: Condition, every: Mapping[int, Question], earlier: Mapping[int, Question]) -> Fault | None:
    looked_at = every.get(condition.question_id)
    if looked_at is None:
        return Fault.UNKNOWN_QUESTION
    if condition.question_id not in earlier:
        return Fault.NOT_EARLIER
    if condition.part_id and condition.part_id not in {part.id for part in looked_at.parts}:
        return Fault.UNKNOWN_PART
    if condition.relation in {Relation.AT_LEAST, Relation.AT_MOST} and condition.number is None:
        return Fault.NO_NUMBER
    return None


def _numbers(condition: Condition, answer: Answer) -> list[float]:
    return [cell.number for cell in answer if cell.part_id == condition.part_id and cell.number is not None]


def _limit(condition: Condition) -> float:
    return condition.number if condition.number is not None else float("nan")  # never met
