"""One choice out of several."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from app.core.errors import N_
from app.questions.kinds.kind import QuestionKind, Setting, Wording, part_id_in
from app.questions.summary import Summary, SummaryBar, SummaryRow, Tally
from app.questions.types import WHOLE, Answer, AnswerCell, AnswerRefused, Part, PartRole, Question, RawAnswer

WORDS_MAX_CHARS = 200


class Single(QuestionKind):
    """One of the options; one of them may ask for words ("other")."""

    name = "single"
    label = N_("One choice")
    help = N_("One answer from a list.")
    roles: ClassVar[Mapping[PartRole, tuple[int, int]]] = {PartRole.OPTION: (2, 30)}
    settings = (Setting("shuffle", N_("Show the options in a different order to each person"), 0),)

    def read(self, question: Question, raw: RawAnswer) -> Answer:
        """Read the option chosen."""
        values = raw.values()
        if not values:
            return ()
        chosen = part_id_in(question, PartRole.OPTION, values[0])
        part = next(part for part in question.parts if part.id == chosen)
        return (AnswerCell(chosen, words=words_beside(part, raw)),)

    def lines(self, question: Question, answer: Answer, wording: Wording) -> list[str]:
        """Say the option, and the words beside it."""
        del question
        return [line for cell in answer for line in (wording.part(cell.part_id), cell.words) if line]

    def summary(self, question: Question, tally: Tally) -> Summary:
        """Return a bar for each option."""
        options = question.of(PartRole.OPTION)
        bars = tuple(SummaryBar(part.id, None, tally.of_part(part.id)) for part in options)
        return Summary(tally.n, (SummaryRow(WHOLE, bars),), has_words=any(part.takes_words for part in options))


def words_beside(part: Part, raw: RawAnswer) -> str:
    """Return the words written beside an option that takes some.

    :raises AnswerRefused: too many
    """
    words = raw.words(part.id) if part.takes_words else ""
    if len(words) > WORDS_MAX_CHARS:
        raise AnswerRefused(N_("Please use at most %(maximum)d\u00a0characters."), maximum=WORDS_MAX_CHARS)
    return words


KIND = Single()
