"""Several choices."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from app.core.errors import N_
from app.questions.kinds.kind import QuestionKind, Setting, Wording, part_id_in
from app.questions.kinds.single import words_beside
from app.questions.summary import Summary, SummaryBar, SummaryRow, Tally
from app.questions.types import WHOLE, Answer, AnswerCell, AnswerRefused, PartRole, Question, RawAnswer


class Multiple(QuestionKind):
    """Some of the options; one that excludes the others stands alone."""

    name = "multiple"
    label = N_("Several choices")
    help = N_("Any number of answers from a list.")
    roles: ClassVar[Mapping[PartRole, tuple[int, int]]] = {PartRole.OPTION: (2, 30)}
    settings = (
        Setting("most", N_("Choices at most (0: any number)"), 0, 0, 30),
        Setting("shuffle", N_("Show the options in a different order to each person"), 0),
    )

    def read(self, question: Question, raw: RawAnswer) -> Answer:
        """Read the options chosen."""
        chosen = {part_id_in(question, PartRole.OPTION, value) for value in raw.values()}
        most = self.setting(question, "most")
        if most and len(chosen) > most:
            raise AnswerRefused(N_("Please choose at most %(maximum)d."), maximum=most)
        parts = [part for part in question.of(PartRole.OPTION) if part.id in chosen]
        if len(parts) > 1 and any(part.is_exclusive for part in parts):
            raise AnswerRefused(
                N_("One of these choices excludes the others. Please keep either that one or the others.")
            )
        return tuple(AnswerCell(part.id, words=words_beside(part, raw)) for part in parts)

    def lines(self, question: Question, answer: Answer, wording: Wording) -> list[str]:
        """Say the options, and the words beside them."""
        del question
        return [line for cell in answer for line in (wording.part(cell.part_id), cell.words) if line]

    def summary(self, question: Question, tally: Tally) -> Summary:
        """Return a bar for each option."""
        options = question.of(PartRole.OPTION)
        bars = tuple(SummaryBar(part.id, None, tally.of_part(part.id)) for part in options)
        return Summary(tally.n, (SummaryRow(WHOLE, bars),), has_words=any(part.takes_words for part in options))


KIND = Multiple()
