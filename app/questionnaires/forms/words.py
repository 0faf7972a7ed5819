"""The words of answers, looked at before they are stored or sent: what looks like somebody's data is asked about."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any, cast

from app.questions.reading import MAX_CHARS, Fields, Reading, words_typed
from app.questions.types import Answer, Question, field_name
from app.web.cautions import Caution, CautiousForm
from app.web.forms import TextField

SentWords = Mapping[tuple[int, int], str]  # by the ids of the question and of its part


class AnswerWordsForm(CautiousForm):
    """One field for the words of each answer that has some; what was chosen about them comes with the request."""

    question_ids: Mapping[str, int]  # by the name of the field

    def __init__(self, words: Mapping[str, str]) -> None:
        super().__init__(formdata=None, data=dict(words))

    def is_chosen(self) -> bool:
        """Tell whether the writer has chosen about all that was found, and mask what is to be; else ask."""
        return self.is_confirmed(self.look_for_cautions())

    def asked_about(self, question_id: int) -> list[TextField]:
        """Return the words of a question about which something is to be chosen."""
        found = [name for name, each in self.question_ids.items() if each == question_id]
        return [cast("TextField", self[name]) for name in found if getattr(self[name], "cautions", None)]

    @property
    def first_asked_about(self) -> int:
        """The question of the first thing that was found; there is one."""
        return self.question_ids[self.cautions[0].field]

    def words_found(self, question_id: int) -> list[str]:
        """Return what was found in the words of a question."""
        return [each.words for each in self.cautions if self.question_ids[each.field] == question_id]


class SentWordsForm(AnswerWordsForm):
    """The words of all answers before they are sent."""

    keys: Mapping[str, tuple[int, int]]
    hidden_name: str  # answers are read without it
    looked_at: Collection[int]  # questions about which the writer has chosen on their screen

    def look_for_cautions(self) -> Iterator[Caution]:
        """Add where the writer's own name stands."""
        for caution in super().look_for_cautions():
            if self.question_ids[caution.field] not in self.looked_at:
                yield caution
        yield from self.look_for_name(self.hidden_name)

    def to_words(self) -> SentWords:
        """Return the words as they are to be stored."""
        return {key: self[name].data for name, key in self.keys.items()}


class TypedWordsForm(AnswerWordsForm):
    """The words of a screen before they are stored, by the fields of its form."""

    def to_fields(self, typed: Mapping[int, Fields]) -> dict[int, Fields]:
        """Return what was typed, with the words as they are to be stored."""
        fields: dict[int, Fields] = dict(typed)
        for name, question_id in self.question_ids.items():
            fields[question_id] = {**fields[question_id], name.removeprefix(_PREFIX): [self[name].data]}
        return fields


_PREFIX = "words_"


def words_form(reading: Reading, hidden_name: str, looked_at: Collection[int] = ()) -> SentWordsForm:
    """Return the form of the words in answers, with a field for each of them."""
    words = {(key, part_id): each for key, answer in reading.answers.items() for part_id, each in _words_in(answer)}
    keys = {f"{_PREFIX}{field_name(*key)}": key for key in words}
    shared = {"keys": keys, "hidden_name": hidden_name, "looked_at": looked_at}
    return cast(
        "SentWordsForm", _form(SentWordsForm, {name: (key[0], words[key]) for name, key in keys.items()}, shared)
    )


def typed_words_form(questions: Iterable[Question], typed: Mapping[int, Fields]) -> TypedWordsForm:
    """Return the form of the words typed for these questions."""
    words = {
        f"{_PREFIX}{name}": (question.id, each)
        for question in questions
        for name, each in words_typed(question, typed.get(question.id, {})).items()
    }
    return cast("TypedWordsForm", _form(TypedWordsForm, words, {}))


def _form(
    kind: type[AnswerWordsForm], words: Mapping[str, tuple[int, str]], shared: Mapping[str, Any]
) -> AnswerWordsForm:
    """Return a form of this kind; ``words``: the question and what was written, by the name of the field."""
    fields = {name: TextField("", MAX_CHARS, required=False) for name in words}
    question_ids = {name: question_id for name, (question_id, _words) in words.items()}
    made: type[AnswerWordsForm] = type("WordsOfAnswers", (kind,), {**fields, "question_ids": question_ids, **shared})
    return made({name: each for name, (_id, each) in words.items()})


def _words_in(answer: Answer) -> Iterator[tuple[int, str]]:
    return ((cell.part_id, cell.words) for cell in answer if cell.words)
