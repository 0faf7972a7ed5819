"""What the translation bench changes in words that people have answered to."""

from __future__ import annotations

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.core import clock
from app.policy.actor import Actor
from app.questionnaires.models import StoredCell, StoredQuestion
from app.questionnaires.queries import question_rows
from app.questionnaires.service.former import AllWords, keep_former_words


def note_corrections(session: Session, actor: Actor, questionnaire_id: int, before: AllWords) -> None:
    """Note the day on which words that people had answered to were changed, and keep them; ``before``: those words.

    Inside the use case that changed them.
    """
    texts = {text_id for text_id, _locale in before}
    changed = [row for row in question_rows(session, actor, questionnaire_id) if texts & set(row.text_ids)]
    if not changed:
        return
    among = StoredCell.question_id.in_([row.question.id for row in changed])
    answered = set(session.scalars(select(StoredCell.question_id).where(among).distinct()))
    if not answered:
        return
    session.execute(
        update(StoredQuestion)
        .where(StoredQuestion.questionnaire_id == questionnaire_id, StoredQuestion.id.in_(answered))
        .values(corrected_on=clock.today())
        .execution_options(synchronize_session=False)
    )
    keep_former_words(session, actor, [row for row in changed if row.question.id in answered], before)
