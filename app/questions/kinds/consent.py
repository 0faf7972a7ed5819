"""A box to tick."""

from __future__ import annotations

from app.core.errors import N_
from app.questions.kinds.kind import QuestionKind, Wording
from app.questions.summary import Summary, Tally
from app.questions.types import Answer, AnswerCell, AnswerRefused, Question, RawAnswer

TICKED = "yes"


class Consent(QuestionKind):
    """A sentence one agrees with by ticking a box; where it is required, nothing is sent without it."""

    name = "consent"
    label = N_("Consent")
    help = N_("A sentence to agree with. If it is required, nothing can be sent without it.")

    def read(self, question: Question, raw: RawAnswer) -> Answer:
        """Read whether the box is ticked."""
        del question
        values = raw.values()
        if not values:
            return ()
        if values[0] != TICKED:
            raise AnswerRefused
        return (AnswerCell(number=1),)

    def lines(self, question: Question, answer: Answer, wording: Wording) -> list[str]:
        """Say that they agreed."""
        del question
        return [wording.sentence(N_("I agree")) for _cell in answer]

    def summary(self, question: Question, tally: Tally) -> Summary:
        """Return how many agreed."""
        del question
        return Summary(tally.n)


KIND = Consent()
