"""When a question is asked: its conditions on the answers to earlier ones."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.core.errors import ChangedMeanwhile
from app.db.session import transaction
from app.journal.record import record
from app.policy.actor import Actor
from app.questionnaires.errors import ConditionNotPossible, TooManyConditions
from app.questionnaires.queries import question_rows
from app.questionnaires.service.question import locked_question
from app.questionnaires.types import MAX_CONDITIONS
from app.questions.conditions import can_look_at
from app.questions.types import Condition, Mode, ShowIf


@dataclass(frozen=True, slots=True)
class ShowIfInput:
    """The conditions of a question as they should be; without any it is always asked."""

    mode: Mode
    conditions: tuple[Condition, ...]
    version: int = 1  # that they were written against


def set_show_if(session: Session, actor: Actor, question_id: int, data: ShowIfInput) -> None:
    """Ask a question only after certain answers to earlier ones. A condition given twice counts once.

    :raises NotFound: there is no such question, or it is asked no more
    :raises ConditionNotPossible: one looks at the question itself, at a later one, or at something that is not there
    :raises TooManyConditions: there are more than anybody can follow
    :raises ChangedMeanwhile: somebody saved the question since the form was shown
    """
    with transaction(session):
        found, question = locked_question(session, actor, question_id)
        conditions = tuple(dict.fromkeys(data.conditions))
        if len(conditions) > MAX_CONDITIONS:
            raise TooManyConditions(maximum=MAX_CONDITIONS)
        rows = question_rows(session, actor, found.id)
        ids = [row.question.id for row in rows]
        earlier = {row.question.id: row.question for row in rows[: ids.index(question_id)]}
        for condition in conditions:
            looked_at = earlier.get(condition.question_id)
            if looked_at is None or not can_look_at(condition, looked_at):
                raise ConditionNotPossible
        show_if = ShowIf(data.mode, conditions).to_store()
        if show_if == question.show_if:
            return  # the same form twice is one change
        if question.version != data.version:
            raise ChangedMeanwhile
        question.show_if = show_if
        question.version += 1
        record(session, actor, "questionnaires.condition_set", ("question", question_id, found.facts))
