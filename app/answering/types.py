"""What becomes of a line of a file of answers."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

LINES_MAX = 500  # of a file


class LineFate(StrEnum):
    """What publishing would do with a line."""

    NEW = "new"
    EMPTY = "empty"  # no answer was written
    SAME = "same"  # this answer is published already
    ANSWERED = "answered"  # a colleague was faster
    UNKNOWN = "unknown"  # no such contribution here, or not the actor's to answer
    TWICE = "twice"  # an earlier line answers the same contribution
    TOO_LONG = "too_long"
    UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True)
class AnswerLine:
    """What a line says: which contribution, and the answer to it."""

    number: str
    answer: str
