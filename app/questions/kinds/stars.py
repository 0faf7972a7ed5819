"""One to five stars."""

from __future__ import annotations

from app.core.errors import N_
from app.questions.kinds.on_scale import OnScale
from app.questions.types import Question


class Stars(OnScale):
    """One to five stars, as contributions have them."""

    name = "stars"
    label = N_("Stars")
    help = N_("One to five stars.")

    def numbers(self, question: Question) -> range:
        """Return the numbers that can be chosen."""
        del question
        return range(1, 6)


KIND = Stars()
