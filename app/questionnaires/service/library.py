"""Questions taken from another questionnaire, with all their languages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.errors import NotFound
from app.db.session import transaction
from app.journal.record import record
from app.policy.actor import Actor
from app.policy.check import require
from app.policy.rules import Action
from app.questionnaires.errors import NotInLanguage
from app.questionnaires.models import Questionnaire, StoredQuestion
from app.questionnaires.queries import QuestionRow, question_rows
from app.questionnaires.service.build import locked_questionnaire, source_of
from app.questionnaires.service.copies import write_copies
from app.questionnaires.service.pictures import AnswerImages
from app.questionnaires.service.question import refuse_too_many
from app.texts.models import Translation
from app.texts.queries import texts_of


@dataclass(frozen=True, slots=True)
class TakeInput:
    """Questions to be taken from a questionnaire."""

    questionnaire_id: int  # where they come from
    question_ids: tuple[int, ...]
    submission_key: str | None = None  # of the form that takes them


def take_questions(session: Session, actor: Actor, questionnaire_id: int, data: TakeInput) -> int:
    """Add copies of questions at the end, in their order; the same form sent again adds them once. Return how many.

    Conditions among them come along; those on questions that stay behind are left out.

    :raises NotFound: one of the questionnaires is not there
    :raises Forbidden: the actor may not write both
    :raises NotInLanguage: a question has no words in the language of the campaign it goes to
    :raises ImageOfApplicants: one asks for an image, and the other questionnaire is asked of those who apply
    :raises TooManyQuestions: there would be more than a questionnaire may have
    """
    with transaction(session):
        found = locked_questionnaire(session, actor, questionnaire_id)
        come_from = session.get(Questionnaire, data.questionnaire_id)
        if come_from is None:
            raise NotFound
        require(actor, Action.QUESTIONNAIRE_WRITE, come_from.facts)
        wanted = set(data.question_ids)
        rows = [row for row in question_rows(session, actor, come_from.id) if row.question.id in wanted]
        used = select(StoredQuestion.id).where(StoredQuestion.submission_key == data.submission_key)
        if not rows or (data.submission_key and session.scalars(used).first() is not None):
            return 0
        there = len(question_rows(session, actor, found.id))
        refuse_too_many(session, actor, there + len(rows))
        AnswerImages(session).refuse_of_applicants(found.id, [row.question.kind for row in rows])
        source = source_of(session, actor, found)
        _check_language(session, actor, rows, source)
        made, ids = write_copies(session, actor, (found, source), rows, there + 1)
        for row, copy in zip(rows, made, strict=True):
            show_if = row.question.show_if.renamed(ids) if row.question.show_if else None
            copy.show_if = show_if.to_store() if show_if else {}
        made[0].submission_key = data.submission_key
        found.version += 1
        details = {"from": come_from.id, "count": len(made)}
        record(session, actor, "questionnaires.questions_taken", ("questionnaire", found.id, found.facts), details)
        return len(made)


def _check_language(session: Session, actor: Actor, rows: Sequence[QuestionRow], source: str) -> None:
    """Refuse a question of which a text has no words in the language in which the campaign writes first."""
    wanted = {text_id for row in rows for text_id in row.text_ids if text_id}
    written = select(Translation.text_id).where(Translation.text_id.in_(wanted), Translation.locale == source)
    missing = wanted - set(session.scalars(written))
    lacking = next((row for row in rows if missing & set(row.text_ids)), None)
    if lacking is not None:
        raise NotInLanguage(prompt=texts_of(session, actor, [lacking.prompt_text_id])[lacking.prompt_text_id].value)
