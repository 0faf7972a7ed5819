"""Questionnaires, their questions, and answers to them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy.orm import Session

from app.campaigns.models import Campaign, Edition
from app.missions.models import Mission
from app.policy.actor import SYSTEM
from app.questionnaires.models import Questionnaire, Response, StoredCell, StoredQuestion, Wave
from app.questionnaires.service import (
    PartInput,
    QuestionInput,
    QuestionnaireInput,
    add_question,
    create_questionnaire,
)
from app.questionnaires.types import Moment, ResponseState
from app.questions.types import PartRole
from tests.factories.accounts import make_person


def make_questionnaire(session: Session, *, campaign: Campaign, title: str = "Before the test") -> Questionnaire:
    """Save and return a questionnaire without questions."""
    return create_questionnaire(session, SYSTEM, campaign.id, QuestionnaireInput({"en": title}))


def make_question(
    session: Session,
    *,
    questionnaire: Questionnaire,
    kind: str = "single",
    prompt: str = "Which phone do you use?",
    options: Sequence[str] = (),
) -> StoredQuestion:
    """Save and return a question at the end: a single choice unless told."""
    chosen = options or (("A small one", "A large one") if kind == "single" else ())
    parts = tuple(PartInput(PartRole.OPTION, {"en": words}) for words in chosen)
    return add_question(session, SYSTEM, questionnaire.id, QuestionInput({"en": prompt}, kind, parts=parts))


def make_wave(
    session: Session,
    *,
    questionnaire: Questionnaire,
    moment: Moment = Moment.START,
    untraceable: bool = False,
    edition: Edition | None = None,
    mission: Mission | None = None,
    days: tuple[date, date] | None = None,
) -> Wave:
    """Save and return a wave, asked at the start unless told."""
    wave = Wave(
        questionnaire_id=questionnaire.id,
        moment=moment,
        is_untraceable=untraceable,
        edition_id=edition.id if edition else None,
        mission_id=mission.id if mission else None,
        opens_on=days[0] if days else None,
        closes_on=days[1] if days else None,
    )
    session.add(wave)
    session.flush()
    return wave


def make_answer(session: Session, *, question: StoredQuestion, wave: Wave, edition: Edition) -> Response:
    """Save and return a response that was sent, with an answer to one question."""
    response = Response(
        wave_id=wave.id, edition_id=edition.id, person_id=make_person(session).id, locale="en",
        state=ResponseState.SENT,
    )  # fmt: skip
    session.add(response)
    session.flush()
    session.add(StoredCell(response_id=response.id, question_id=question.id, words="Yes."))
    session.flush()
    return response
