"""What a kind of question says of itself."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import ClassVar, Protocol

from app.questions.summary import Summary, Tally
from app.questions.types import Answer, AnswerRefused, PartRole, Question, RawAnswer


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting of a kind, as its builder is asked for it. A yes or no is 1 or 0, with a maximum of 1."""

    name: str
    label: str  # a msgid
    default: int
    minimum: int = 0
    maximum: int = 1

    @property
    def is_switch(self) -> bool:
        """Whether it is a yes or no."""
        return (self.minimum, self.maximum) == (0, 1)


@dataclass(frozen=True, slots=True)
class Published:
    """A published scale: its items, in their order, and what its builder should know."""

    source: str  # who published it, where and when
    items: Mapping[int, str] = field(default_factory=dict)  # number from 1 → msgid; it takes the place of a part's id
    worded_in: frozenset[str] = frozenset({"en"})  # languages in which the published wording is used


class Wording(Protocol):
    """Says parts of an answer in the reader's language."""

    def part(self, part_id: int) -> str:
        """Return the words of a part that its builder wrote."""

    def number(self, value: float) -> str:
        """Write a number."""

    def pair(self, first: str, second: str) -> str:
        """Put a name and what was chosen for it on one line."""

    def day(self, value: date) -> str:
        """Write a date."""

    def sentence(self, message: str) -> str:
        """Translate a msgid."""


class QuestionKind(ABC):
    """A kind of question. Its template is ``questionnaires/templates/kinds/<name>.html``: the fields of its form."""

    name: ClassVar[str]
    label: ClassVar[str]  # a msgid
    help: ClassVar[str]  # a msgid: what it is good for
    asks: ClassVar[bool] = True  # a heading or a statement asks nothing
    roles: ClassVar[Mapping[PartRole, tuple[int, int]]] = {}  # parts that its builder writes: the fewest, the most
    settings: ClassVar[Sequence[Setting]] = ()
    seconds: ClassVar[int] = 15  # that an answer usually takes
    ends: ClassVar[tuple[str, str] | None] = None  # msgids at both ends of the numbers; None: parts, or none
    is_number: ClassVar[bool] = False  # the whole answer is one number: a condition can set a limit
    compared_by: ClassVar[int | None] = None  # the part whose number is compared between two moments; None: none is
    in_words: ClassVar[bool] = False  # the whole answer is words; elsewhere words stand beside a part
    takes_file: ClassVar[bool] = False  # its answer is a stored file; an application cannot ask for one
    formula: ClassVar[str] = ""  # a msgid: how its score and the score's interval are worked out
    published: ClassVar[Published | None] = None  # of a published scale: its items and where they come from

    def setting(self, question: Question, name: str) -> int:
        """Return a setting of a question, or what the kind takes for it."""
        own = next(each for each in self.settings if each.name == name)
        return min(max(question.settings.get(name, own.default), own.minimum), own.maximum)

    def numbers(self, question: Question) -> range:
        """Return the numbers that can be chosen: for the question, or for each of its lines. None by default."""
        del question
        return range(0)

    def problems(self, question: Question) -> list[str]:
        """Return what keeps the question from being asked, as msgids; its number of parts is checked elsewhere."""
        del question
        return []

    def is_complete(self, question: Question, answer: Answer) -> bool:
        """Tell whether an answer is enough for a question that must be answered."""
        del question
        return bool(answer)

    @abstractmethod
    def read(self, question: Question, raw: RawAnswer) -> Answer:
        """Read what a browser sent; nothing sent is an empty answer.

        :raises AnswerRefused: the question does not take it, with a sentence for who answers
        """

    @abstractmethod
    def lines(self, question: Question, answer: Answer, wording: Wording) -> list[str]:
        """Say an answer in lines, for who gave it."""

    def said(self, number: float, wording: Wording) -> str:
        """Say one number of an answer."""
        return wording.number(number)

    @abstractmethod
    def summary(self, question: Question, tally: Tally) -> Summary:
        """Return what all answers say together."""


class Block(QuestionKind):
    """What asks nothing, and so has no answers."""

    asks = False
    seconds = 5

    def read(self, question: Question, raw: RawAnswer) -> Answer:
        """Take no answer."""
        del question, raw
        return ()

    def lines(self, question: Question, answer: Answer, wording: Wording) -> list[str]:
        """Say nothing."""
        del question, answer, wording
        return []

    def summary(self, question: Question, tally: Tally) -> Summary:
        """Sum up nothing."""
        del question
        return Summary(n=tally.n)


def part_id_in(question: Question, role: PartRole, value: str) -> int:
    """Return the id of the part that a value names.

    :raises AnswerRefused: it names none
    """
    known = {str(part.id): part.id for part in question.of(role)}
    if value not in known:
        raise AnswerRefused
    return known[value]
