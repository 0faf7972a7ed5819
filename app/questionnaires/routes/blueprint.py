"""The blueprint the pages of this package hang on."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("questionnaires", __name__)
LIST = "/campaigns/<slug>/questionnaires"
PAGE = f"{LIST}/<int(max=2147483647):questionnaire_id>"
QUESTION = f"{PAGE}/questions/<ident:question_id>"
WAVE = f"{LIST}/<int(max=2147483647):wave_id>/answer"
