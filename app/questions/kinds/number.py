"""A number."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import partial
from itertools import count
from math import floor

from app.core.errors import N_
from app.questions.kinds.kind import QuestionKind, Setting, Wording
from app.questions.summary import Summary, SummaryRow, Tally, middle_of
from app.questions.types import WHOLE, Answer, AnswerCell, AnswerRefused, Question, RawAnswer

_LIMIT = 1_000_000_000
_BLANKS = re.compile(r"[\s\u00a0\u202f\u2009'’\u066c]")  # people group thousands with any of them
_PLAIN = re.compile(r"[+-]?\d{1,30}(\.\d{1,30})?")
_GROUPED = re.compile(r"[+-]?\d{1,3}([.,]\d{3})+")


class Number(QuestionKind):
    """A number between two limits, in any digits."""

    name = "number"
    is_number = True
    label = N_("Number")
    help = N_("A number between two limits.")
    settings = (
        Setting("minimum", N_("Smallest number"), 0, -_LIMIT, _LIMIT),
        Setting("maximum", N_("Largest number"), 1000, -_LIMIT, _LIMIT),
        Setting("decimals", N_("Digits after the decimal point"), 0, 0, 3),
    )

    def problems(self, question: Question) -> list[str]:
        """Refuse limits that leave no number."""
        if self.setting(question, "minimum") < self.setting(question, "maximum"):
            return []
        return [N_("The largest number must be greater than the smallest.")]

    def read(self, question: Question, raw: RawAnswer) -> Answer:
        """Read the number."""
        values = raw.values()
        if not values:
            return ()
        decimals = self.setting(question, "decimals")
        number = parsed(values[0], decimals)
        low, high = self.setting(question, "minimum"), self.setting(question, "maximum")
        if not low <= number <= high:
            raise AnswerRefused(
                N_("Please enter a number between %(minimum)d\u00a0and %(maximum)d."), minimum=low, maximum=high
            )
        if round(number, decimals) != number:
            raise AnswerRefused(N_("Please enter fewer digits after the decimal point."))
        return (AnswerCell(number=number),)

    def lines(self, question: Question, answer: Answer, wording: Wording) -> list[str]:
        """Say the number."""
        del question
        return [wording.number(cell.number) for cell in answer if cell.number is not None]

    def summary(self, question: Question, tally: Tally) -> Summary:
        """Return the round numbers between which the median lies; the numbers themselves could be somebody's."""
        middle = middle_of(tally.numbers(), self._classes(question), tally.least)
        return Summary(tally.n, (SummaryRow(WHOLE, (), middle=middle),))

    def _classes(self, question: Question) -> Iterator[Callable[[float], tuple[float, float]]]:
        """Return classes of 1, 2, 5, 10, 20… numbers, from nought or from the smallest number below it."""
        steps = 10 ** self.setting(question, "decimals")  # numbers of a question, from one whole number to the next
        first, last = (self.setting(question, name) * steps for name in ("minimum", "maximum"))
        first = min(first, 0)

        def class_of(value: float, width: int) -> tuple[float, float]:
            low = first + floor(round(value * steps - first, 3) / width) * width
            return low / steps, (low + width - 1) / steps

        for width in (factor * 10**power for power in count() for factor in (1, 2, 5)):
            yield partial(class_of, width=width)
            if first + width > last:
                return


def parsed(text: str, decimals: int) -> float:
    """Read a number as people write it: any digits, groups of thousands, a comma or a point.

    Where no decimals are asked for, "1.234" and "1,234" are groups of thousands.

    :raises AnswerRefused: not a number
    """
    plain = _BLANKS.sub("", text).replace("\u066b", ",").replace("\u2212", "-")
    last = max(plain.rfind(","), plain.rfind("."))
    if last >= 0 and decimals == 0 and _GROUPED.fullmatch(plain):
        plain = plain.replace(",", "").replace(".", "")
    elif last >= 0:
        whole = plain[:last].replace(",", "").replace(".", "")
        plain = f"{whole}.{plain[last + 1 :]}"
    if not _PLAIN.fullmatch(plain) or abs(float(plain)) > _LIMIT:
        raise AnswerRefused(N_("Please enter a number."))
    return float(plain)


KIND = Number()
