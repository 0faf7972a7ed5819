"""The same choice for several lines."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from app.core.errors import N_
from app.questions.kinds.kind import QuestionKind, Wording, part_id_in
from app.questions.summary import Summary, SummaryBar, SummaryRow, Tally, median_of
from app.questions.types import Answer, AnswerCell, PartRole, Question, RawAnswer


class Matrix(QuestionKind):
    """One column for each row. A cell's number is the place of the column, from 1."""

    name = "matrix"
    seconds = 45
    label = N_("Matrix")
    help = N_("The same choice for several lines, such as how often each feature is used.")
    roles: ClassVar[Mapping[PartRole, tuple[int, int]]] = {PartRole.ROW: (2, 15), PartRole.COLUMN: (2, 7)}

    def is_complete(self, question: Question, answer: Answer) -> bool:
        """Tell whether each row has its choice."""
        return {part.id for part in question.of(PartRole.ROW)} <= {cell.part_id for cell in answer}

    def read(self, question: Question, raw: RawAnswer) -> Answer:
        """Read the column chosen in each row."""
        places = {part.id: place for place, part in enumerate(question.of(PartRole.COLUMN), start=1)}
        sent = ((part.id, raw.values(part.id)) for part in question.of(PartRole.ROW))
        return tuple(
            AnswerCell(row_id, places[part_id_in(question, PartRole.COLUMN, values[0])])
            for row_id, values in sent
            if values
        )

    def lines(self, question: Question, answer: Answer, wording: Wording) -> list[str]:
        """Say each row with its column."""
        columns = question.of(PartRole.COLUMN)
        return [
            wording.pair(wording.part(cell.part_id), wording.part(columns[int(cell.number) - 1].id))
            for cell in answer
            if cell.number is not None
        ]

    def summary(self, question: Question, tally: Tally) -> Summary:
        """Return a row of bars for each line."""
        columns = question.of(PartRole.COLUMN)
        rows = []
        for part in question.of(PartRole.ROW):
            given = tally.numbers(part.id)
            bars = tuple(
                SummaryBar(column.id, place, given.get(place, 0)) for place, column in enumerate(columns, start=1)
            )
            rows.append(SummaryRow(part.id, bars, median_of(given)))
        return Summary(tally.n, tuple(rows))


KIND = Matrix()
