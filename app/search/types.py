"""Where the words of a search were found."""

from __future__ import annotations

from enum import StrEnum


class FoundIn(StrEnum):
    """What holds the words."""

    CONTRIBUTION = "contribution"
    COMMENT = "comment"
    ANSWER = "answer"  # the team's official one
