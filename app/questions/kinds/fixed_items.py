"""What published scales with several fixed items have in common."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping
from typing import ClassVar

from app.questions.intervals import mean_interval
from app.questions.kinds.kind import Published, QuestionKind, Wording
from app.questions.summary import Summary, SummaryBar, SummaryRow, Tally, median_of, score_of
from app.questions.types import SCORE, Answer, AnswerCell, AnswerRefused, Question, RawAnswer


class FixedItems(QuestionKind):
    """Several published sentences, each with a number on the same scale; a score for whoever answered them all."""

    compared_by = SCORE
    published: ClassVar[Published]
    steps: ClassVar[int]
    ends: ClassVar[tuple[str, str]]  # msgids
    score_name: ClassVar[str]  # a msgid; scores go from 0 to 100

    def numbers(self, question: Question) -> range:
        """Return the numbers that can be chosen for each item."""
        del question
        return range(1, self.steps + 1)

    def is_complete(self, question: Question, answer: Answer) -> bool:
        """Tell whether each item has its number."""
        del question
        return set(self.published.items) <= {cell.part_id for cell in answer}

    def read(self, question: Question, raw: RawAnswer) -> Answer:
        """Read the numbers chosen, and work the score out when there are all."""
        known = {str(number): number for number in self.numbers(question)}
        given: dict[int, int] = {}
        for item in self.published.items:
            values = raw.values(item)
            if values and values[0] not in known:
                raise AnswerRefused
            if values:
                given[item] = known[values[0]]
        cells = tuple(AnswerCell(item, number) for item, number in given.items())
        is_whole = len(given) == len(self.published.items)
        return (*cells, AnswerCell(SCORE, self.score(given))) if is_whole else cells

    @abstractmethod
    def score(self, given: Mapping[int, int]) -> float:
        """Return one person's score, 0 to 100; every item has a number."""

    def lines(self, question: Question, answer: Answer, wording: Wording) -> list[str]:
        """Say each item with its number; the score is for nobody alone."""
        del question
        return [
            wording.pair(wording.sentence(self.published.items[cell.part_id]), wording.number(cell.number))
            for cell in answer
            if cell.part_id in self.published.items and cell.number is not None
        ]

    def summary(self, question: Question, tally: Tally) -> Summary:
        """Return the bars of each item, and the mean score."""
        rows = []
        for item in self.published.items:
            given = tally.numbers(item)
            bars = tuple(SummaryBar(item, number, given.get(number, 0)) for number in self.numbers(question))
            rows.append(SummaryRow(item, bars, median_of(given)))
        return Summary(tally.n, tuple(rows), score_of(self.score_name, mean_interval(tally.numbers(SCORE)), 0, 100))
