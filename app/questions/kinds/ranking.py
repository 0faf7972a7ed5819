"""Options put in order."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from app.core.errors import N_
from app.questions.kinds.kind import QuestionKind, Setting, Wording
from app.questions.summary import Summary, SummaryBar, SummaryRow, Tally, median_of
from app.questions.types import Answer, AnswerCell, AnswerRefused, PartRole, Question, RawAnswer


class Ranking(QuestionKind):
    """Each option has a place, from 1; or only the first few do."""

    name = "ranking"
    seconds = 40
    label = N_("Ranking")
    help = N_("Options in order of preference.")
    roles: ClassVar[Mapping[PartRole, tuple[int, int]]] = {PartRole.OPTION: (2, 12)}
    settings = (
        Setting("places", N_("Places to fill (0: all)"), 0, 0, 12),
        Setting("shuffle", N_("Show the options in a different order to each person"), 0),
    )

    def numbers(self, question: Question) -> range:
        """Return the places that can be given."""
        options = len(question.of(PartRole.OPTION))
        wanted = self.setting(question, "places") or options
        return range(1, min(wanted, options) + 1)

    def is_complete(self, question: Question, answer: Answer) -> bool:
        """Tell whether each place is filled."""
        return {cell.number for cell in answer} >= set(self.numbers(question))

    def read(self, question: Question, raw: RawAnswer) -> Answer:
        """Read the place of each option."""
        known = {str(place): place for place in self.numbers(question)}
        cells = []
        for part in question.of(PartRole.OPTION):
            values = raw.values(part.id)
            if values and values[0] not in known:
                raise AnswerRefused
            if values:
                cells.append(AnswerCell(part.id, known[values[0]]))
        if len({cell.number for cell in cells}) < len(cells):
            raise AnswerRefused(N_("Two options have the same rank. Please use each rank once."))
        return tuple(cells)

    def lines(self, question: Question, answer: Answer, wording: Wording) -> list[str]:
        """Say the options in their order."""
        del question
        placed = sorted((cell for cell in answer if cell.number is not None), key=lambda cell: cell.number or 0)
        return [wording.pair(wording.number(cell.number or 0), wording.part(cell.part_id)) for cell in placed]

    def summary(self, question: Question, tally: Tally) -> Summary:
        """Return, for each option, how often it had each place."""
        rows = []
        for part in question.of(PartRole.OPTION):
            given = tally.numbers(part.id)
            bars = tuple(SummaryBar(part.id, place, given.get(place, 0)) for place in self.numbers(question))
            rows.append(SummaryRow(part.id, bars, median_of(given)))
        return Summary(tally.n, tuple(rows))


KIND = Ranking()
