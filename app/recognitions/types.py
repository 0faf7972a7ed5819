"""What can be recognised, and the steps of what an entity reaches together."""

from __future__ import annotations

from enum import StrEnum

MISSIONS_NEEDED = 10
LANGUAGES_NEEDED = 2
STEPS = (10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000)  # under the first nothing is said


class Recognition(StrEnum):
    """Something that a person reached, in the order of the page."""

    FIRST_CONTRIBUTION = "first_contribution"
    EVERY_TYPE = "every_type"
    SEVERAL_LANGUAGES = "several_languages"
    TEN_MISSIONS = "ten_missions"
    IDEA_DONE = "idea_done"


class Milestone(StrEnum):
    """What the contributions of an entity are counted by."""

    PUBLISHED = "published"
    ANSWERED = "answered"
    DECIDED = "decided"
    DONE = "done"


def step_under(count: int) -> int:
    """Return the last step reached; 0 under the first."""
    return max((step for step in STEPS if step <= count), default=0)
