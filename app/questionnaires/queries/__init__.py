"""Reads of questionnaires."""

from app.questionnaires.queries.build import (
    ListedQuestionnaire,
    MissionChoice,
    RetiredQuestion,
    TextProgressRow,
    WaveRow,
    answered_questions,
    missions_to_ask_in,
    questionnaires_of,
    replacement_of,
    retired_questions,
    translation_progress,
    waves_of_campaign,
)
from app.questionnaires.queries.library import LibraryEntry, library_of
from app.questionnaires.queries.read import (
    FormerWords,
    QuestionnaireRow,
    QuestionRow,
    former_words,
    question_rows,
    questionnaire_by_id,
)

__all__ = [
    "FormerWords",
    "LibraryEntry",
    "ListedQuestionnaire",
    "MissionChoice",
    "QuestionRow",
    "QuestionnaireRow",
    "RetiredQuestion",
    "TextProgressRow",
    "WaveRow",
    "answered_questions",
    "former_words",
    "library_of",
    "missions_to_ask_in",
    "question_rows",
    "questionnaire_by_id",
    "questionnaires_of",
    "replacement_of",
    "retired_questions",
    "translation_progress",
    "waves_of_campaign",
]
