"""What can be done to questionnaires."""

from app.questionnaires.service.build import QuestionnaireInput, change_questionnaire, create_questionnaire
from app.questionnaires.service.content import PartInput, QuestionInput
from app.questionnaires.service.question import (
    add_question,
    change_question,
    duplicate_question,
    move_question,
    remove_question,
)
from app.questionnaires.service.translate import TranslatedText, mark_of, translate_questionnaire

__all__ = [
    "PartInput",
    "QuestionInput",
    "QuestionnaireInput",
    "TranslatedText",
    "add_question",
    "change_question",
    "change_questionnaire",
    "create_questionnaire",
    "duplicate_question",
    "mark_of",
    "move_question",
    "remove_question",
    "translate_questionnaire",
]
