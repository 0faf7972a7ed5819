"""Questions of any kind, and responses that were sent weeks ago."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from sqlalchemy.orm import Session

from app.campaigns.models import Edition
from app.core import clock
from app.figures.weeks import monday_of
from app.policy.actor import SYSTEM
from app.questionnaires.models import Questionnaire, Response, StoredCell, StoredQuestion, Wave
from app.questionnaires.service import PartInput, QuestionInput, add_question
from app.questionnaires.types import ResponseState
from app.questions.types import Answer, PartRole


def ask(
    session: Session, questionnaire: Questionnaire, kind: str, *parts: tuple[PartRole, str], prompt: str = "Why?"
) -> StoredQuestion:
    """Save and return a question with its parts."""
    made = tuple(PartInput(role, {"en": words}) for role, words in parts)
    return add_question(session, SYSTEM, questionnaire.id, QuestionInput({"en": prompt}, kind, parts=made))


def send_response(
    session: Session,
    where: tuple[Wave, Edition],
    answers: Mapping[int, Answer],
    *,
    weeks_ago: int = 1,
    pair: str | None = None,
) -> Response:
    """Save and return a response sent so many weeks ago, by nobody in particular; ``pair`` pairs waves."""
    wave, edition = where
    response = Response(
        wave_id=wave.id,
        edition_id=edition.id,
        state=ResponseState.SENT,
        locale="en",
        sent_week=monday_of(clock.today()) - timedelta(weeks=weeks_ago),
        pair_hash=pair,
    )
    session.add(response)
    session.flush()
    for question_id, cells in answers.items():
        for cell in cells:
            session.add(
                StoredCell(
                    response_id=response.id,
                    question_id=question_id,
                    part_id=cell.part_id,
                    number=cell.number,
                    words=cell.words,
                )
            )
    session.flush()
    return response
