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
    NO_SUCH_READY = "no_such_ready"  # it names a ready answer that there is not


class ListColumn(Enum):
    """The columns of a list of what has no answer yet, in their order."""

    NUMBER = auto()  # which contribution it is
    TITLE = auto()
    TEXT = auto()
    LANGUAGE = auto()
    READY = auto()  # empty; the name of a ready answer, if one answers it
    ANSWER = auto()  # empty, to be filled in


@dataclass(frozen=True, slots=True)
class AnswerLine:
    """What a line says: which contribution, the answer to it, and the ready answer whose words come below that."""

    number: str
    answer: str
    ready: str = ""  # its name
