"""A number on a scale between two ends."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from app.core.errors import N_
from app.questions.kinds.kind import QuestionKind, Setting, Wording
from app.questions.summary import Summary, SummaryBar, SummaryRow, Tally, median_of
from app.questions.types import WHOLE, Answer, AnswerCell, AnswerRefused, PartRole, Question, RawAnswer


class Scale(QuestionKind):
    """One of the steps from 1; words stand at both ends."""

    name = "scale"
    label = N_("Scale")
    help = N_("A number between two ends, such as “not at all” and “very much”.")
    roles: ClassVar[Mapping[PartRole, tuple[int, int]]] = {PartRole.END: (2, 2)}
    settings = (Setting("steps", N_("Number of steps"), 5, 3, 11),)

    def read(self, question: Question, raw: RawAnswer) -> Answer:
        """Read the step chosen."""
        values = raw.values()
        if not values:
            return ()
        steps = {str(number): number for number in self.steps(question)}
        if values[0] not in steps:
            raise AnswerRefused
        return (AnswerCell(number=steps[values[0]]),)

    def steps(self, question: Question) -> range:
        """Return the numbers that can be chosen."""
        return range(1, self.setting(question, "steps") + 1)

    def lines(self, question: Question, answer: Answer, wording: Wording) -> list[str]:
        """Say the number."""
        del question
        return [wording.number(cell.number) for cell in answer if cell.number is not None]

    def summary(self, question: Question, tally: Tally) -> Summary:
        """Return a bar for each step, and the median."""
        numbers = tally.numbers()
        bars = tuple(SummaryBar(WHOLE, number, numbers.get(number, 0)) for number in self.steps(question))
        return Summary(tally.n, (SummaryRow(WHOLE, bars, median_of(numbers)),))


KIND = Scale()
