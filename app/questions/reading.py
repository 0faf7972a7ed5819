"""Reads what browsers sent for many questions, question by question."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from app.core.errors import N_
from app.core.wording import find_override, find_unreadable, normalise
from app.questions.errors import AnswersNotReady, NothingAnswered
from app.questions.flow import is_asked
from app.questions.kinds import KINDS
from app.questions.types import Answer, AnswerRefused, Question, RawAnswer

Fields = Mapping[str, Sequence[str]]  # of one question, as ``RawAnswer`` reads them
MAX_CHARS = 25_000  # of one question: what a text field may hold before it is said to be too long
_NAME = re.compile(r"q(\d{1,19})(?:_\d{1,19}(?:_words)?)?")


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read: the answers, and why some could not be. Only questions that are asked have either."""

    answers: Mapping[int, Answer]
    refusals: Mapping[int, AnswerRefused]
    asked: tuple[Question, ...]


def sent_fields(form: Iterable[tuple[str, Sequence[str]]]) -> dict[int, dict[str, list[str]]]:
    """Return the fields of a form that belong to questions, normalised, by the question's id; without empty ones."""
    found: dict[int, dict[str, list[str]]] = {}
    for name, values in form:
        matched = _NAME.fullmatch(name)
        if matched is None or not name.isascii():
            continue
        filled = [value for value in map(normalise, values) if value]
        if filled:
            found.setdefault(int(matched[1]), {})[name] = filled
    return found


def read_one(question: Question, fields: Fields) -> Answer:
    """Read one answer.

    :raises AnswerRefused: the question does not take it
    """
    for value in (value for values in fields.values() for value in values):
        if find_unreadable(value) is not None or find_override(value) is not None:
            raise AnswerRefused(N_("This text holds a character that cannot be shown. Please remove it."))
    return KINDS[question.kind].read(question, RawAnswer(question.id, fields))


def words_typed(question: Question, fields: Fields) -> dict[str, str]:
    """Return what was typed in words, by the name of its field: no option, number or day, unless it is not taken."""
    kind = KINDS[question.kind]
    try:
        is_taken = bool(read_one(question, fields) or True)
    except AnswerRefused:
        is_taken = False
    return {
        name: "\n".join(values)
        for name, values in fields.items()
        if name.endswith("_words") or kind.in_words or not (is_taken or kind.takes_file or _are_numbers(values))
    }


def read_all(questions: Iterable[Question], typed: Mapping[int, Fields]) -> Reading:
    """Read the answers to the questions that are asked; one that is refused is as good as none for what follows."""
    answers: dict[int, Answer] = {}
    refusals: dict[int, AnswerRefused] = {}
    shown = []
    for question in questions:
        if not is_asked(question, answers):
            continue
        shown.append(question)
        try:
            answer = read_one(question, typed.get(question.id, {}))
        except AnswerRefused as refusal:
            refusals[question.id] = refusal
            answer = ()
        if answer:
            answers[question.id] = answer
    return Reading(answers, refusals, tuple(shown))


def _are_numbers(values: Iterable[str]) -> bool:
    return all(value.isdecimal() for value in values)


def is_missing(question: Question, answer: Answer) -> bool:
    """Tell whether a question that must be answered is not, or not wholly."""
    kind = KINDS[question.kind]
    return kind.asks and question.is_required and not kind.is_complete(question, answer)


def problems_of(reading: Reading) -> dict[int, AnswerRefused | None]:
    """Return the questions that keep answers from being sent: missing (``None``), or refused with a sentence."""
    problems: dict[int, AnswerRefused | None] = {}
    for question in reading.asked:
        refusal = reading.refusals.get(question.id)
        if refusal is not None:
            problems[question.id] = refusal
        elif is_missing(question, reading.answers.get(question.id, ())):
            problems[question.id] = None
    return problems


def checked_answers(questions: Iterable[Question], typed: Mapping[int, Fields]) -> Mapping[int, Answer]:
    """Return the answers that can be sent.

    :raises AnswersNotReady: some are missing or refused
    :raises NothingAnswered: there is no answer at all
    """
    reading = read_all(questions, typed)
    problems = problems_of(reading)
    if problems:
        raise AnswersNotReady(problems=problems)
    if not reading.answers:
        raise NothingAnswered
    return reading.answers
