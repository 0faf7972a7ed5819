"""The net promoter score."""

from __future__ import annotations

from app.core.errors import N_
from app.questions.intervals import difference_interval
from app.questions.kinds.kind import Published
from app.questions.kinds.on_scale import OnScale
from app.questions.summary import Score, Tally, score_of
from app.questions.types import Question

PROMOTER_FROM = 9
DETRACTOR_UNTIL = 6


class Nps(OnScale):
    """How likely one is to recommend something, from 0 to 10 (Reichheld 2003).

    The share of those who give 9 or 10, less the share of those who give 0 to 6: from -100 to 100.
    """

    name = "nps"
    label = N_("Likelihood to recommend (NPS)")
    help = N_("From 0 to 10: how likely people are to recommend a product. Gives the net promoter score.")
    ends = (N_("Not at all likely"), N_("Extremely likely"))
    formula = N_(
        "The share of those who gave 9 or 10, less the share of those who gave 0 to 6, times 100. The range is the "
        "normal interval of a difference of two shares, at 95%."
    )
    published = Published("F. Reichheld, The One Number You Need to Grow, Harvard Business Review, 2003")

    def numbers(self, question: Question) -> range:
        """Return the numbers that can be chosen."""
        del question
        return range(11)

    def score(self, tally: Tally) -> Score | None:
        """Return the net promoter score."""
        given = tally.numbers()
        promoters = sum(count for number, count in given.items() if number >= PROMOTER_FROM)
        detractors = sum(count for number, count in given.items() if number <= DETRACTOR_UNTIL)
        shares = difference_interval(promoters, detractors, sum(given.values()))
        return score_of(N_("Net promoter score"), shares.times(100) if shares else None, -100, 100)


KIND = Nps()
