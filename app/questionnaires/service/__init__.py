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

__all__ = [
    "PartInput",
    "QuestionInput",
    "QuestionnaireInput",
    "add_question",
    "change_question",
    "change_questionnaire",
    "create_questionnaire",
    "duplicate_question",
    "move_question",
    "remove_question",
]
