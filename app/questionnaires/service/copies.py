"""Questions written again: a duplicate, questions taken from elsewhere, the successor of one that has answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy.orm import Session

from app.policy.actor import Actor
from app.questionnaires.models import Questionnaire, StoredPart, StoredQuestion
from app.questionnaires.queries import QuestionRow
from app.texts.write import copy_texts


def write_copies(
    session: Session, actor: Actor, into: tuple[Questionnaire, str], rows: Sequence[QuestionRow], first: int
) -> tuple[list[StoredQuestion], Mapping[int, int]]:
    """Store questions again, with all their languages, in the questionnaire ``into`` from a place on.

    ``into`` comes with its language. Conditions on questions that are not among ``rows`` are left out where the
    questions come from another questionnaire. Return them, and old id → new id of questions and parts. The number of
    statements does not grow with that of the questions.
    """
    questionnaire, source = into
    texts = copy_texts(session, actor, [text_id for row in rows for text_id in row.text_ids if text_id], source)
    made = [
        StoredQuestion(
            questionnaire_id=questionnaire.id,
            position=place,
            kind=row.question.kind,
            prompt_text_id=texts[row.prompt_text_id],
            help_text_id=texts[row.help_text_id] if row.help_text_id else None,
            is_required=row.question.is_required,
            settings=dict(row.question.settings),
        )
        for place, row in enumerate(rows, start=first)
    ]
    session.add_all(made)
    session.flush()  # parts point to them
    ids = {row.question.id: copy.id for row, copy in zip(rows, made, strict=True)}
    for row, copy in zip(rows, made, strict=True):
        for position, part in enumerate(row.question.parts, start=1):
            again = StoredPart(
                question_id=copy.id,
                position=position,
                role=part.role,
                text_id=texts[row.part_text_ids[part.id]],
                is_exclusive=part.is_exclusive,
                takes_words=part.takes_words,
            )
            ids[part.id] = again.id
            session.add(again)
    return made, ids
