"""The single ease question."""

from __future__ import annotations

from app.core.errors import N_
from app.questions.intervals import mean_interval
from app.questions.kinds.kind import Published
from app.questions.kinds.on_scale import OnScale
from app.questions.summary import Score, Tally, score_of
from app.questions.types import Question


class Seq(OnScale):
    """How easy a task was, from 1 to 7, asked right after it (Sauro and Dumas 2009). The score is the mean."""

    name = "seq"
    label = N_("Ease of a task (SEQ)")
    help = N_("One question right after a task: how easy it was, from 1 to 7.")
    ends = (N_("Very difficult"), N_("Very easy"))
    formula = N_("The mean of all answers, with Student’s interval at 95%.")
    published = Published(
        "J. Sauro and J. Dumas, Comparison of Three One-Question, Post-Task Usability Questionnaires, CHI 2009"
    )

    def numbers(self, question: Question) -> range:
        """Return the numbers that can be chosen."""
        del question
        return range(1, 8)

    def score(self, tally: Tally) -> Score | None:
        """Return the mean."""
        return score_of(N_("Average ease (SEQ)"), mean_interval(tally.numbers()), 1, 7)


KIND = Seq()
