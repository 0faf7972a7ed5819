"""What can be done to questionnaires."""

from app.questionnaires.service.build import QuestionnaireInput, change_questionnaire, create_questionnaire
from app.questionnaires.service.conditions import ShowIfInput, set_show_if
from app.questionnaires.service.content import PartInput, QuestionInput
from app.questionnaires.service.library import TakeInput, take_questions
from app.questionnaires.service.question import (
    add_question,
    change_question,
    duplicate_question,
    move_question,
    remove_question,
)
from app.questionnaires.service.translate import note_corrections
from app.questionnaires.service.waves import WaveInput, add_wave, remove_wave

__all__ = [
    "PartInput",
    "QuestionInput",
    "QuestionnaireInput",
    "ShowIfInput",
    "TakeInput",
    "WaveInput",
    "add_question",
    "add_wave",
    "change_question",
    "change_questionnaire",
    "create_questionnaire",
    "duplicate_question",
    "move_question",
    "note_corrections",
    "remove_question",
    "remove_wave",
    "set_show_if",
    "take_questions",
]
