"""An image."""

from __future__ import annotations

import re

from app.core.errors import N_
from app.questions.kinds.kind import QuestionKind, Wording
from app.questions.summary import Summary, Tally
from app.questions.types import Answer, AnswerCell, AnswerRefused, Question, RawAnswer

_KEY = re.compile(r"[A-Za-z0-9._/-]{1,200}")


class Image(QuestionKind):
    """One image. Who receives the form checks and stores it first; the answer is the key it is stored under."""

    name = "image"
    seconds = 40
    label = N_("Image")
    help = N_("One image, such as a screenshot. Its hidden data is removed.")
    is_offered = False  # as long as no page receives the image, and none shows it to who may see it
    takes_file = True

    def read(self, question: Question, raw: RawAnswer) -> Answer:
        """Read the key of the stored image."""
        del question
        values = raw.values()
        if not values:
            return ()
        if not _KEY.fullmatch(values[0]):
            raise AnswerRefused
        return (AnswerCell(words=values[0]),)

    def lines(self, question: Question, answer: Answer, wording: Wording) -> list[str]:
        """Say that there is one."""
        del question
        return [wording.sentence(N_("One image")) for _cell in answer]

    def summary(self, question: Question, tally: Tally) -> Summary:
        """Return how many there are."""
        del question
        return Summary(tally.n)


KIND = Image()
