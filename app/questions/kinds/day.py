"""A date."""

from __future__ import annotations

from calendar import monthrange
from datetime import date

from app.core.errors import N_
from app.questions.kinds.kind import QuestionKind, Wording
from app.questions.summary import Summary, SummaryRow, Tally, middle_of
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
        """Return the week, month or years in which the median lies; the days themselves could be somebody's."""
        del question
        middle = middle_of(tally.numbers(), (_week, _month, _year, _decade, _all_years), tally.least)
        return Summary(tally.n, (SummaryRow(WHOLE, (), middle=middle),))


def _week(value: float) -> tuple[float, float]:
    monday = int(value) - date.fromordinal(int(value)).weekday()
    return monday, monday + 6


def _month(value: float) -> tuple[float, float]:
    day = date.fromordinal(int(value))
    return day.replace(day=1).toordinal(), day.replace(day=monthrange(day.year, day.month)[1]).toordinal()


def _year(value: float) -> tuple[float, float]:
    return _years_of(value, 1)


def _decade(value: float) -> tuple[float, float]:
    return _years_of(value, 10)


def _years_of(value: float, years: int) -> tuple[float, float]:
    first = date.fromordinal(int(value)).year // years * years
    return date(first, 1, 1).toordinal(), date(first + years - 1, 12, 31).toordinal()


def _all_years(value: float) -> tuple[float, float]:
    del value
    return date(_YEARS[0], 1, 1).toordinal(), date(_YEARS[-1], 12, 31).toordinal()


KIND = Day()
