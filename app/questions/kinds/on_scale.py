"""What every kind with one number on a scale has in common."""

from __future__ import annotations

from app.questions.kinds.kind import QuestionKind, Wording
from app.questions.summary import Score, Summary, SummaryBar, SummaryRow, Tally, median_of
from app.questions.types import WHOLE, Answer, AnswerCell, AnswerRefused, Question, RawAnswer


class OnScale(QuestionKind):
    """One of the numbers of a scale."""

    is_number = True
    compared_by = WHOLE

    def read(self, question: Question, raw: RawAnswer) -> Answer:
        """Read the number chosen."""
        values = raw.values()
        if not values:
            return ()
        known = {str(number): number for number in self.numbers(question)}
        if values[0] not in known:
            raise AnswerRefused
        return (AnswerCell(number=known[values[0]]),)

    def lines(self, question: Question, answer: Answer, wording: Wording) -> list[str]:
        """Say the number."""
        del question
        return [wording.number(cell.number) for cell in answer if cell.number is not None]

    def summary(self, question: Question, tally: Tally) -> Summary:
        """Return a bar for each number, the median, and the score of a published scale."""
        given = tally.numbers()
        bars = tuple(SummaryBar(WHOLE, number, given.get(number, 0)) for number in self.numbers(question))
        return Summary(tally.n, (SummaryRow(WHOLE, bars, median_of(given)),), self.score(tally))

    def score(self, tally: Tally) -> Score | None:
        """Return the published score; ``None`` when there is none."""
        del tally
        return None
