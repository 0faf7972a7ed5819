"""What a condition can look at in the answer to a question."""

from __future__ import annotations

from collections.abc import Iterator

from app.questions.kinds import KINDS
from app.questions.types import WHOLE, Condition, PartRole, Question, Relation

WITH_NUMBER = frozenset({Relation.AT_LEAST, Relation.AT_MOST})


def possible_conditions(question: Question) -> Iterator[tuple[Relation, int]]:
    """Yield each relation that the answer to a question can have, with the part it is about."""
    kind = KINDS[question.kind]
    if not kind.asks:
        return
    yield Relation.ANSWERED, WHOLE
    yield Relation.NOT_ANSWERED, WHOLE
    for part in question.of(PartRole.OPTION):
        yield Relation.CHOSEN, part.id
        yield Relation.NOT_CHOSEN, part.id
    if kind.is_number:
        yield Relation.AT_LEAST, WHOLE
        yield Relation.AT_MOST, WHOLE


def can_look_at(condition: Condition, question: Question) -> bool:
    """Tell whether a condition can look at the answer to a question in this way."""
    has_number = condition.number is not None
    fits = (condition.relation, condition.part_id) in set(possible_conditions(question))
    return fits and has_number is (condition.relation in WITH_NUMBER)
