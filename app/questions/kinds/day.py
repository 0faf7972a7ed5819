"""A date."""

from __future__ import annotations

from datetime import date

from app.core.errors import N_
from app.questions.kinds.kind import QuestionKind, Wording
from app.questions.summary import Summary, SummaryRow, Tally, median_of
from app.questions.types import WHOLE, Answer, AnswerCell, AnswerRefused, Question, RawAnswer

_YEARS = range(1900, 2200)


class Day(QuestionKind):
    """A date; its number is the day's ordinal, from the year 1."""

    name = "date"
    label = N_("Date")
    help = N_("A day, month and year.")

    def read(self, question: Question, raw: RawAnswer) -> Answer:
        """Read the date, as browsers send it: 2026-11-27."""
        del question
        values = raw.values()
        if not values:
            return ()
        try:
            day = date.fromisoformat(values[0])
        except ValueError as wrong:
            raise AnswerRefused(N_("Please enter a date.")) from wrong
        if day.year not in _YEARS:
            raise AnswerRefused(N_("Please enter a date."))
        return (AnswerCell(number=day.toordinal()),)

    def lines(self, question: Question, answer: Answer, wording: Wording) -> list[str]:
        """Say the date."""
        del question
        return [self.said(cell.number, wording) for cell in answer if cell.number is not None]

    def said(self, number: float, wording: Wording) -> str:
        """Say a day."""
        return wording.day(date.fromordinal(int(number)))

    def summary(self, question: Question, tally: Tally) -> Summary:
        """Return the median day; the days themselves could be somebody's."""
        del question
        return Summary(tally.n, (SummaryRow(WHOLE, (), median_of(tally.numbers())),))


KIND = Day()
