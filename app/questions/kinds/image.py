"""An image."""

from __future__ import annotations

import re

from app.core.errors import N_
from app.questions.kinds.kind import QuestionKind, Wording
from app.questions.summary import Summary, Tally
from app.questions.types import Answer, AnswerCell, AnswerRefused, Question, RawAnswer

DESCRIPTION = 1  # in place of a part: the words beside it are those that replace the image
DESCRIPTION_MAX_CHARS = 200
_NAME = re.compile(r"[A-Za-z0-9._-]{1,400}")


class Image(QuestionKind):
    """One image with the words that replace it. Who receives the form keeps it: the field names what is kept."""

    name = "image"
    seconds = 40
    label = N_("Image")
    help = N_("One image, such as a screenshot. Its hidden data is removed, and parts of it can be covered before.")
    takes_file = True

    def read(self, question: Question, raw: RawAnswer) -> Answer:
        """Read whether there is an image, and its description; a description alone is no answer."""
        del question
        values = raw.values()
        if not values:
            return ()
        description = raw.words(DESCRIPTION)
        if not _NAME.fullmatch(values[0]):
            raise AnswerRefused
        if len(description) > DESCRIPTION_MAX_CHARS:
            raise AnswerRefused(N_("Please use at most %(maximum)d\u00a0characters."), maximum=DESCRIPTION_MAX_CHARS)
        return (AnswerCell(number=1, words=description),)

    def lines(self, question: Question, answer: Answer, wording: Wording) -> list[str]:
        """Say its description, else that there is an image."""
        del question
        return [cell.words or wording.sentence(N_("One image")) for cell in answer]

    def summary(self, question: Question, tally: Tally) -> Summary:
        """Return how many there are; they are listed with their descriptions."""
        del question
        return Summary(tally.n, has_words=True)


KIND = Image()
