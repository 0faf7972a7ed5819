"""What becomes of a line of a file of answers."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, StrEnum, auto

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


class ListColumn(Enum):
    """The columns of a list of what has no answer yet, in their order."""

    NUMBER = auto()  # which contribution it is
    TITLE = auto()
    TEXT = auto()
    LANGUAGE = auto()
    ANSWER = auto()  # empty, to be filled in


@dataclass(frozen=True, slots=True)
class AnswerLine:
    """What a line says: which contribution, and the answer to it."""

    number: str
    answer: str
