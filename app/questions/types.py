"""What a question, a condition and an answer are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

from app.core.errors import N_, DomainError

WHOLE = 0  # in place of a part: the cell is about the whole question
SCORE = -1  # in place of a part: the number is the published score of the whole answer


class PartRole(StrEnum):
    """What a part of a question is."""

    OPTION = "option"  # what can be chosen, or put in order
    ROW = "row"  # one line of a matrix
    COLUMN = "column"  # one choice of every line of a matrix
    END = "scale_end"  # words at the lower and at the upper end of a scale


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a question; its words are texts in several languages, kept by who asks."""

    id: int
    role: PartRole = PartRole.OPTION
    is_exclusive: bool = False  # "none of these", "prefer not to say": nothing else beside it
    takes_words: bool = False  # "other": with a line of words


@dataclass(frozen=True, slots=True)
class AnswerCell:
    """One fact of an answer: a part was chosen, a number given (also for a part), words written."""

    part_id: int = WHOLE
    number: float | None = None
    words: str = ""


Answer = tuple[AnswerCell, ...]  # empty: not answered
Answers = Mapping[int, Answer]  # by the question's id


class Relation(StrEnum):
    """What a condition looks for in the answer to an earlier question."""

    ANSWERED = "answered"
    NOT_ANSWERED = "not_answered"
    CHOSEN = "chosen"  # the part is one of those chosen
    NOT_CHOSEN = "not_chosen"
    AT_LEAST = "at_least"  # the number, of the part or of the whole
    AT_MOST = "at_most"


class Mode(StrEnum):
    """How the conditions of a question go together."""

    ALL = "all"
    ANY = "any"


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition on the answer to an earlier question."""

    question_id: int
    relation: Relation
    part_id: int = WHOLE
    number: float | None = None


@dataclass(frozen=True, slots=True)
class ShowIf:
    """When a question is asked."""

    mode: Mode
    conditions: tuple[Condition, ...]

    @classmethod
    def from_store(cls, stored: Mapping[str, Any]) -> ShowIf | None:
        """Return what ``to_store`` made; nothing is stored for a question that is always asked."""
        if not stored:
            return None
        conditions = tuple(
            Condition(each["question"], Relation(each["relation"]), each["part"], each["number"])
            for each in stored["conditions"]
        )
        return cls(Mode(stored["mode"]), conditions)

    def to_store(self) -> dict[str, Any]:
        """Return the values as JSON holds them."""
        conditions = [
            {
                "question": condition.question_id,
                "relation": condition.relation.value,
                "part": condition.part_id,
                "number": condition.number,
            }
            for condition in self.conditions
        ]
        return {"mode": self.mode.value, "conditions": conditions} if conditions else {}

    def renamed(self, ids: Mapping[int, int]) -> ShowIf | None:
        """Return the conditions on the questions among ``ids`` (old → new, of parts too); ``None`` of none."""
        kept = tuple(
            replace(each, question_id=ids[each.question_id], part_id=ids.get(each.part_id, each.part_id))
            for each in self.conditions
            if each.question_id in ids
        )
        return ShowIf(self.mode, kept) if kept else None


@dataclass(frozen=True, slots=True)
class Question:
    """One question of a questionnaire, in its place; or a block that asks nothing (its kind says so)."""

    id: int
    kind: str
    is_required: bool = False
    settings: Mapping[str, int] = field(default_factory=dict)
    parts: tuple[Part, ...] = ()
    show_if: ShowIf | None = None

    def of(self, role: PartRole) -> tuple[Part, ...]:
        """Return the parts with a role, in their order."""
        return tuple(part for part in self.parts if part.role is role)


class AnswerRefused(DomainError):
    """An answer that the question does not take; each one has its own sentence."""

    code = "answer_refused"
    message = N_("Please check this answer.")
    status = 422

    def __init__(self, message: str = "", **params: object) -> None:
        super().__init__(**params)
        self.sentence = message or self.message  # a msgid


@dataclass(frozen=True, slots=True)
class RawAnswer:
    """The fields of a form that belong to one question, as a browser sends them.

    The whole question is ``q<id>``, a part of it ``q<id>_<part id>``, words beside a part ``q<id>_<part id>_words``.
    """

    question_id: int
    fields: Mapping[str, Sequence[str]]

    def values(self, part_id: int = WHOLE) -> list[str]:
        """Return what was sent for the question, or for a part of it, without empty values."""
        sent = self.fields.get(field_name(self.question_id, part_id), ())
        return [value.strip() for value in sent if value.strip()]

    def words(self, part_id: int) -> str:
        """Return the words written beside a part."""
        return " ".join(self.fields.get(f"{field_name(self.question_id, part_id)}_words", ())).strip()


def field_name(question_id: int, part_id: int = WHOLE) -> str:
    """Return the name of a form's field."""
    return f"q{question_id}_{part_id}" if part_id else f"q{question_id}"
