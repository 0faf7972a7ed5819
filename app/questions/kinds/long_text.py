"""An answer in one's own words."""

from __future__ import annotations

from typing import ClassVar

from app.core.errors import N_
from app.questions.kinds.kind import QuestionKind, Setting, Wording
from app.questions.summary import Summary, Tally
from app.questions.types import Answer, AnswerCell, AnswerRefused, Question, RawAnswer


class InWords(QuestionKind):
    """Words, up to the setting ``max_chars``."""

    joined_by: ClassVar[str]
    in_words = True

    def read(self, question: Question, raw: RawAnswer) -> Answer:
        """Read the words."""
        words = self.joined_by.join(raw.values())
        maximum = self.setting(question, "max_chars")
        if len(words) > maximum:
            raise AnswerRefused(N_("Please use at most %(maximum)d\u00a0characters."), maximum=maximum)
        return (AnswerCell(words=words),) if words else ()

    def lines(self, question: Question, answer: Answer, wording: Wording) -> list[str]:
        """Say the words."""
        del question, wording
        return [line for cell in answer for line in cell.words.splitlines()]

    def summary(self, question: Question, tally: Tally) -> Summary:
        """Return how many answered; their words are listed."""
        del question
        return Summary(tally.n, has_words=True)


class LongText(InWords):
    """Several sentences."""

    name = "long_text"
    seconds = 60
    label = N_("Long text")
    help = N_("Several sentences in their own words.")
    settings = (Setting("max_chars", N_("Characters at most"), 2000, 100, 10_000),)
    joined_by = "\n"


KIND = LongText()
