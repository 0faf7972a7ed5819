"""Reads for who builds questionnaires: lists, where they are asked, what has answers, how far translations are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, exists, func, select, union_all
from sqlalchemy import text as sql
from sqlalchemy.orm import Session

from app.campaigns.models import Campaign
from app.core import clock
from app.policy.actor import Actor
from app.policy.check import require
from app.policy.facts import NOTHING, Facts
from app.policy.masking import people_shown, threshold_of
from app.policy.rules import Action
from app.questionnaires.models import (
    Questionnaire,
    Response,
    StoredCell,
    StoredPart,
    StoredQuestion,
    Wave,
    has_come,
)
from app.questionnaires.types import Moment, ResponseState
from app.texts.models import AuthoredText, Translation
from app.texts.types import TranslationState

# Missions belong to a feature above: their table is named, not imported.
_MISSIONS = sql("SELECT id, number, title_text_id FROM missions WHERE campaign_id = :campaign_id ORDER BY number")


@dataclass(frozen=True, slots=True)
class WaveRow:
    """A questionnaire asked at a moment; no edition: in every one."""

    id: int
    questionnaire_id: int
    moment: Moment
    is_untraceable: bool
    edition_id: int | None
    mission_id: int | None
    opens_on: date | None
    closes_on: date | None  # included
    is_asked: bool  # it could be answered already, whether somebody did or not


@dataclass(frozen=True, slots=True)
class MissionChoice:
    """A mission in which a questionnaire can be asked."""

    id: int
    number: int
    title_text_id: int


@dataclass(frozen=True, slots=True)
class TextProgressRow:
    """How many texts a questionnaire has, and how many of them are ready in each language."""

    total: int
    ready: Mapping[str, int]

    def missing_in(self, locale: str) -> int:
        """How many texts are not ready in a language."""
        return self.total - self.ready.get(locale, 0)


@dataclass(frozen=True, slots=True)
class ListedQuestionnaire:
    """A questionnaire of a list. ``responses`` counts those of past weeks in steps, ``None`` under one step."""

    id: int
    title_text_id: int
    questions: int  # and texts between them
    responses: int | None
    waves: tuple[WaveRow, ...]
    progress: TextProgressRow


@dataclass(frozen=True, slots=True)
class RetiredQuestion:
    """A question asked no more, whose answers stay."""

    id: int
    prompt_text_id: int
    retired_on: date
    replaced_by_id: int | None


def questionnaires_of(session: Session, actor: Actor, campaign_id: int) -> list[ListedQuestionnaire]:
    """Return the questionnaires of a campaign, oldest first. Six statements, whatever their number."""
    require(actor, Action.QUESTIONNAIRE_WRITE, Facts(campaign_id=campaign_id))
    rows = session.execute(
        select(Questionnaire.id, Questionnaire.title_text_id)
        .where(Questionnaire.campaign_id == campaign_id)
        .order_by(Questionnaire.id)
    ).all()
    here = Questionnaire.campaign_id == campaign_id
    counts = session.execute(
        select(StoredQuestion.questionnaire_id, func.count())
        .join(Questionnaire, Questionnaire.id == StoredQuestion.questionnaire_id)
        .where(here, StoredQuestion.retired_on.is_(None))
        .group_by(StoredQuestion.questionnaire_id)
    )
    asked: dict[int, int] = {row[0]: row[1] for row in counts}
    responses = _responses(session, here)
    min_group = session.scalars(select(Campaign.min_group).where(Campaign.id == campaign_id)).one()
    waves: dict[int, list[WaveRow]] = {}
    for wave in waves_of_campaign(session, actor, campaign_id):
        waves.setdefault(wave.questionnaire_id, []).append(wave)
    progress = _progress(session, here)
    return [
        ListedQuestionnaire(
            row.id,
            row.title_text_id,
            asked.get(row.id, 0),
            people_shown(responses.get(row.id, 0), threshold_of(min_group)),
            tuple(waves.get(row.id, ())),
            progress[row.id],
        )
        for row in rows
    ]


def waves_of_campaign(session: Session, actor: Actor, campaign_id: int) -> list[WaveRow]:
    """Return where the questionnaires of a campaign are asked, in the order of their making. One statement."""
    require(actor, Action.QUESTIONNAIRE_WRITE, Facts(campaign_id=campaign_id))
    rows = session.execute(
        select(
            Wave.id, Wave.questionnaire_id, Wave.moment, Wave.is_untraceable, Wave.edition_id, Wave.mission_id,
            Wave.opens_on, Wave.closes_on, has_come(),
        )
        .join(Questionnaire, Questionnaire.id == Wave.questionnaire_id)
        .where(Questionnaire.campaign_id == campaign_id)
        .order_by(Wave.id)
    )  # fmt: skip
    return [WaveRow(*row) for row in rows]


def missions_to_ask_in(session: Session, actor: Actor, campaign_id: int) -> list[MissionChoice]:
    """Return the missions of a campaign. One statement."""
    require(actor, Action.QUESTIONNAIRE_WRITE, Facts(campaign_id=campaign_id))
    return [MissionChoice(*row) for row in session.execute(_MISSIONS, {"campaign_id": campaign_id})]


def translation_progress(session: Session, actor: Actor, questionnaire_id: int) -> TextProgressRow:
    """Return how far the translations of one questionnaire are. Two statements, whatever its questions."""
    require(actor, Action.QUESTIONNAIRE_WRITE, _facts(session, questionnaire_id))
    return _progress(session, Questionnaire.id == questionnaire_id)[questionnaire_id]


def answered_questions(session: Session, actor: Actor, questionnaire_id: int) -> frozenset[int]:
    """Return the questions asked now that somebody has answered. Two statements."""
    require(actor, Action.QUESTIONNAIRE_WRITE, _facts(session, questionnaire_id))
    answered = exists().where(StoredCell.question_id == StoredQuestion.id)
    found = select(StoredQuestion.id).where(StoredQuestion.questionnaire_id == questionnaire_id, answered)
    return frozenset(session.scalars(found))


def retired_questions(session: Session, actor: Actor, questionnaire_id: int) -> list[RetiredQuestion]:
    """Return the questions asked no more, the last first. Two statements."""
    require(actor, Action.QUESTIONNAIRE_WRITE, _facts(session, questionnaire_id))
    rows = session.execute(
        select(
            StoredQuestion.id, StoredQuestion.prompt_text_id, StoredQuestion.retired_on, StoredQuestion.replaced_by_id
        )
        .where(StoredQuestion.questionnaire_id == questionnaire_id, StoredQuestion.retired_on.is_not(None))
        .order_by(StoredQuestion.retired_on.desc(), StoredQuestion.position)
    )
    return [RetiredQuestion(row.id, row.prompt_text_id, row[2], row.replaced_by_id) for row in rows if row[2]]


def replacement_of(session: Session, actor: Actor, questionnaire_id: int, question_id: int) -> int | None:
    """Return the question asked now in place of one asked no more, if there is one. Two statements."""
    require(actor, Action.QUESTIONNAIRE_WRITE, _facts(session, questionnaire_id))
    return session.scalar(
        select(StoredQuestion.replaced_by_id).where(
            StoredQuestion.id == question_id, StoredQuestion.questionnaire_id == questionnaire_id
        )
    )


def _facts(session: Session, questionnaire_id: int) -> Facts:
    campaign_id = session.scalar(select(Questionnaire.campaign_id).where(Questionnaire.id == questionnaire_id))
    return Facts(campaign_id=campaign_id) if campaign_id else NOTHING


def _responses(session: Session, condition: ColumnElement[bool]) -> Mapping[int, int]:
    """Return how many responses were sent in past weeks, by questionnaire: this week's would tell who just did."""
    today = clock.today()
    monday = today - timedelta(days=today.weekday())
    rows = session.execute(
        select(Wave.questionnaire_id, func.count())
        .join(Response, Response.wave_id == Wave.id)
        .join(Questionnaire, Questionnaire.id == Wave.questionnaire_id)
        .where(condition, Response.state == ResponseState.SENT, Response.sent_week < monday)
        .group_by(Wave.questionnaire_id)
    )
    return {row[0]: row[1] for row in rows}


def _progress(session: Session, condition: ColumnElement[bool]) -> Mapping[int, TextProgressRow]:
    """Return how far translations are, by questionnaire. Two statements, whatever the number of texts."""
    texts = union_all(*_texts(condition)).subquery()
    totals = session.execute(select(texts.c.of_id, func.count()).group_by(texts.c.of_id))
    ready: dict[int, dict[str, int]] = {}
    for of_id, locale, count in session.execute(
        select(texts.c.of_id, Translation.locale, func.count())
        .join(AuthoredText, AuthoredText.id == texts.c.text_id)
        .join(Translation, Translation.text_id == AuthoredText.id)
        .where(
            Translation.source_version >= AuthoredText.version, Translation.state == TranslationState.VALIDATED.value
        )
        .group_by(texts.c.of_id, Translation.locale)
    ):
        ready.setdefault(of_id, {})[locale] = count
    return {of_id: TextProgressRow(total, ready.get(of_id, {})) for of_id, total in totals}


def _texts(condition: ColumnElement[bool]) -> Iterable[Select[*tuple[Any, ...]]]:
    """Yield every text of the questionnaires: (questionnaire id, text id)."""
    of_id = Questionnaire.id.label("of_id")
    is_asked = StoredQuestion.retired_on.is_(None)
    questions = select(of_id).join(StoredQuestion, StoredQuestion.questionnaire_id == Questionnaire.id)
    yield select(of_id, Questionnaire.title_text_id.label("text_id")).where(condition)
    yield select(of_id, Questionnaire.intro_text_id).where(condition, Questionnaire.intro_text_id.is_not(None))
    yield questions.add_columns(StoredQuestion.prompt_text_id).where(condition, is_asked)
    yield questions.add_columns(StoredQuestion.help_text_id).where(
        condition, is_asked, StoredQuestion.help_text_id.is_not(None)
    )
    yield (
        questions.join(StoredPart, StoredPart.question_id == StoredQuestion.id)
        .add_columns(StoredPart.text_id)
        .where(condition, is_asked)
    )
