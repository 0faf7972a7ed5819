"""Reads of questionnaires."""

from app.questionnaires.queries.build import (
    ListedQuestionnaire,
    MissionChoice,
    RetiredQuestion,
    TextProgressRow,
    WaveRow,
    answered_questions,
    missions_to_ask_in,
    progress_of,
    questionnaires_of,
    retired_questions,
    waves_of_campaign,
)
from app.questionnaires.queries.read import QuestionnaireRow, QuestionRow, question_rows, questionnaire_by_id

__all__ = [
    "ListedQuestionnaire",
    "MissionChoice",
    "QuestionRow",
    "QuestionnaireRow",
    "RetiredQuestion",
    "TextProgressRow",
    "WaveRow",
    "answered_questions",
    "missions_to_ask_in",
    "progress_of",
    "question_rows",
    "questionnaire_by_id",
    "questionnaires_of",
    "retired_questions",
    "waves_of_campaign",
]
