"""The system usability scale."""

from __future__ import annotations

from collections.abc import Mapping

from app.core.errors import N_
from app.questions.kinds.fixed_items import FixedItems
from app.questions.kinds.kind import Published


class Sus(FixedItems):
    """Ten sentences, agreed with from 1 to 5 (Brooke 1996).

    An odd item counts its number less 1, an even one 5 less its number; the sum times 2.5 goes from 0 to 100.
    """

    name = "sus"
    seconds = 90
    label = N_("Usability of a system (SUS)")
    help = N_("Ten published sentences about a whole product, from 1 to 5. Gives a score from 0 to 100.")
    steps = 5
    ends = (N_("Strongly disagree"), N_("Strongly agree"))
    score_name = N_("Usability score (SUS)")
    formula = N_(
        "For each person: each odd item counts its number less 1, each even one 5 less its number; the sum times 2.5. "
        "Then the mean of all people, with Student’s interval at 95%."
    )
    published = Published(
        "J. Brooke, SUS: a “quick and dirty” usability scale, in Usability Evaluation in Industry, 1996",
        {
            1: N_("I think that I would like to use this system frequently."),
            2: N_("I found the system unnecessarily complex."),
            3: N_("I thought the system was easy to use."),
            4: N_("I think that I would need the support of a technical person to be able to use this system."),
            5: N_("I found the various functions in this system were well integrated."),
            6: N_("I thought there was too much inconsistency in this system."),
            7: N_("I would imagine that most people would learn to use this system very quickly."),
            8: N_("I found the system very cumbersome to use."),
            9: N_("I felt very confident using the system."),
            10: N_("I needed to learn a lot of things before I could get going with this system."),
        },
    )

    def score(self, given: Mapping[int, int]) -> float:
        """Return one person's score."""
        return 2.5 * sum(number - 1 if item % 2 else 5 - number for item, number in given.items())


KIND = Sus()
