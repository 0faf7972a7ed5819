"""The two items of UMUX-Lite."""

from __future__ import annotations

from collections.abc import Mapping

from app.core.errors import N_
from app.questions.kinds.fixed_items import FixedItems
from app.questions.kinds.kind import Published


class UmuxLite(FixedItems):
    """Two sentences, agreed with from 1 to 7 (Lewis, Utesch and Maher 2013).

    The score is the sum less 2, divided by 12, from 0 to 100.
    """

    name = "umux_lite"
    seconds = 20
    label = N_("Usability in two questions (UMUX-Lite)")
    help = N_("Two published sentences about a whole product, from 1 to 7. Gives a score from 0 to 100.")
    steps = 7
    ends = (N_("Strongly disagree"), N_("Strongly agree"))
    score_name = N_("Usability score (UMUX-Lite)")
    formula = N_(
        "For each person: the sum of both numbers less 2, times 100, divided by 12. Then the mean of all people, with "
        "Student’s interval at 95%."
    )
    published = Published(
        "J. R. Lewis, B. S. Utesch and D. E. Maher, UMUX-LITE: When There’s No Time for the SUS, CHI 2013",
        {
            1: N_("This system’s capabilities meet my requirements."),
            2: N_("This system is easy to use."),
        },
    )

    def score(self, given: Mapping[int, int]) -> float:
        """Return one person's score."""
        return 100 * (sum(given.values()) - 2) / 12


KIND = UmuxLite()
