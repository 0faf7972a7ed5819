"""The words of answers, looked at before they are sent: what looks like somebody's data is asked about."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import cast

from app.questions.reading import MAX_CHARS, Reading
from app.questions.types import Answer, field_name
from app.web.cautions import Caution, CautiousForm
from app.web.forms import TextField

SentWords = Mapping[tuple[int, int], str]  # by the ids of the question and of its part


class SentWordsForm(CautiousForm):
    """One field for the words of each answer that has some; what was chosen about them comes with the request."""

    def __init__(self, hidden_name: str, words: SentWords) -> None:
        super().__init__(formdata=None, data={_name_of(key): each for key, each in words.items()})
        self._hidden_name = hidden_name  # answers are read without it
        self._keys = {_name_of(key): key for key in words}

    def look_for_cautions(self) -> Iterator[Caution]:
        """Add where the writer's own name stands."""
        yield from super().look_for_cautions()
        yield from self.look_for_name(self._hidden_name)

    def is_chosen(self) -> bool:
        """Tell whether the writer has chosen about all that was found, and mask what is to be; else ask."""
        return self.is_confirmed(self.look_for_cautions())

    def to_words(self) -> SentWords:
        """Return the words as they are to be stored."""
        return {key: self[name].data for name, key in self._keys.items()}

    def asked_about(self, question_id: int) -> list[TextField]:
        """Return the words of a question about which something is to be chosen."""
        found = [name for name, key in self._keys.items() if key[0] == question_id]
        return [cast("TextField", self[name]) for name in found if getattr(self[name], "cautions", None)]


def words_form(reading: Reading, hidden_name: str) -> SentWordsForm:
    """Return the form of the words in answers, with a field for each of them."""
    words = {(key, part_id): each for key, answer in reading.answers.items() for part_id, each in _words_in(answer)}
    fields = {_name_of(key): TextField("", MAX_CHARS, required=False) for key in words}
    return cast("SentWordsForm", type("WordsOfAnswers", (SentWordsForm,), fields)(hidden_name, words))


def _words_in(answer: Answer) -> Iterator[tuple[int, str]]:
    return ((cell.part_id, cell.words) for cell in answer if cell.words)


def _name_of(key: tuple[int, int]) -> str:
    return f"words_{field_name(*key)}"
