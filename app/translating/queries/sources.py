"""Where the texts of a campaign are: one SELECT for each kind, all of the same columns."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Integer, Select, String, literal, select, union_all
from sqlalchemy.orm import InstrumentedAttribute

from app.campaigns.models import Campaign
from app.missions.models import Mission, MissionStep
from app.questionnaires.models import Questionnaire, StoredPart, StoredQuestion
from app.themes.models import Theme
from app.translating.types import TextKind

Column = ColumnElement[Any] | InstrumentedAttribute[Any]


def _of(
    kind: TextKind, campaign_id: Column, owner: tuple[Column, Column], text_id: Column, places: Sequence[Column] = ()
) -> Select[*tuple[Any, ...]]:
    """Return the texts of one kind. ``owner``: its id and the number in its address; ``places``: up to two of order."""
    order = [*places, literal(0, Integer()), literal(0, Integer())][:2]
    return select(
        literal(kind.value, String()).label("kind"),
        literal(list(TextKind).index(kind), Integer()).label("kind_order"),
        campaign_id.label("campaign_id"),
        owner[0].label("owner_id"),
        owner[1].label("number"),
        order[0].label("place"),
        order[1].label("place_within"),
        text_id.label("text_id"),
    )


_MISSION = (Mission.id, Mission.number)
_QUESTIONNAIRE = (Questionnaire.id, Questionnaire.id)
_QUESTIONS = StoredQuestion.questionnaire_id == Questionnaire.id
_ASKED = StoredQuestion.retired_on.is_(None)
_CAMPAIGN = (Campaign.id, Campaign.id)

TEXTS = union_all(
    _of(TextKind.CAMPAIGN_TITLE, Campaign.id, _CAMPAIGN, Campaign.title_text_id),
    _of(TextKind.CAMPAIGN_PITCH, Campaign.id, _CAMPAIGN, Campaign.pitch_text_id),
    _of(TextKind.CAMPAIGN_DESCRIPTION, Campaign.id, _CAMPAIGN, Campaign.description_text_id),
    _of(TextKind.MISSION_TITLE, Mission.campaign_id, _MISSION, Mission.title_text_id, [Mission.number]),
    _of(TextKind.MISSION_BODY, Mission.campaign_id, _MISSION, Mission.body_text_id, [Mission.number]),
    _of(
        TextKind.MISSION_STEP,
        Mission.campaign_id,
        _MISSION,
        MissionStep.title_text_id,
        [Mission.number, MissionStep.number],
    ).join(Mission, Mission.id == MissionStep.mission_id),
    _of(TextKind.THEME, Theme.campaign_id, (Theme.id, Theme.id), Theme.name_text_id, [Theme.id]),
    _of(TextKind.QUESTIONNAIRE_TITLE, Questionnaire.campaign_id, _QUESTIONNAIRE, Questionnaire.title_text_id),
    _of(TextKind.QUESTIONNAIRE_INTRO, Questionnaire.campaign_id, _QUESTIONNAIRE, Questionnaire.intro_text_id).where(
        Questionnaire.intro_text_id.is_not(None)
    ),
    _of(
        TextKind.QUESTION,
        Questionnaire.campaign_id,
        _QUESTIONNAIRE,
        StoredQuestion.prompt_text_id,
        [StoredQuestion.position],
    )
    .join(Questionnaire, _QUESTIONS)
    .where(_ASKED),
    _of(
        TextKind.QUESTION_HELP,
        Questionnaire.campaign_id,
        _QUESTIONNAIRE,
        StoredQuestion.help_text_id,
        [StoredQuestion.position],
    )
    .join(Questionnaire, _QUESTIONS)
    .where(_ASKED, StoredQuestion.help_text_id.is_not(None)),
    _of(
        TextKind.QUESTION_PART,
        Questionnaire.campaign_id,
        _QUESTIONNAIRE,
        StoredPart.text_id,
        [StoredQuestion.position, StoredPart.position],
    )
    .select_from(StoredPart)
    .join(StoredQuestion, StoredQuestion.id == StoredPart.question_id)
    .join(Questionnaire, _QUESTIONS)
    .where(_ASKED),
).subquery("campaign_texts")
