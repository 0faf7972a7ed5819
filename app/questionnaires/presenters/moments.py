"""Conditions and moments in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import url_for
from flask_babel import gettext as _

from app.campaigns.queries import CampaignRow
from app.i18n import formats
from app.questionnaires.presenters.build import moment_label
from app.questionnaires.queries import MissionChoice, QuestionnaireRow, QuestionRow, WaveRow
from app.questions.types import Condition, Relation
from app.texts.queries import EMPTY, ReadText

SHORT_CHARS = 80


@dataclass(frozen=True, slots=True)
class EarlierQuestion:
    """A question that a condition can look at."""

    question_id: int
    label: str


@dataclass(frozen=True, slots=True)
class ConditionLine:
    """One condition: the question it looks at, and what it looks for."""

    question: str
    words: str


@dataclass(frozen=True, slots=True)
class WaveLine:
    """One moment at which a questionnaire is asked."""

    label: str
    details: str
    remove_url: str  # "" once it can be answered


def question_label(place: int, row: QuestionRow, texts: Mapping[int, ReadText]) -> str:
    """Name a question by its place and its words, shortened."""
    words = texts.get(row.prompt_text_id, EMPTY).value
    return f"{place}. {words if len(words) <= SHORT_CHARS else words[:SHORT_CHARS].rstrip() + '…'}"


def relation_label(relation: Relation, part: str, number: str = "…") -> str:
    """Say what a condition looks for in an answer."""
    labels = {
        Relation.ANSWERED: _("there is an answer"),
        Relation.NOT_ANSWERED: _("there is no answer"),
        Relation.CHOSEN: _("“%(option)s” is chosen", option=part),
        Relation.NOT_CHOSEN: _("“%(option)s” is not chosen", option=part),
        Relation.AT_LEAST: _("the answer is at least %(amount)s", amount=number),
        Relation.AT_MOST: _("the answer is at most %(amount)s", amount=number),
    }
    return str(labels[relation])


def condition_lines(
    conditions: Sequence[Condition], row: QuestionnaireRow, texts: Mapping[int, ReadText], locale: str
) -> list[ConditionLine]:
    """Return conditions in words."""
    places = {each.question.id: (place, each) for place, each in enumerate(row.rows, start=1)}
    lines: list[ConditionLine] = []
    for condition in conditions:
        place, looked_at = places[condition.question_id]
        text_id = looked_at.part_text_ids.get(condition.part_id, 0)
        amount = formats.decimal(locale, condition.number) if condition.number is not None else ""
        words = relation_label(condition.relation, texts.get(text_id, EMPTY).value, amount)
        lines.append(ConditionLine(question_label(place, looked_at, texts), words))
    return lines


def wave_lines(
    waves: Sequence[WaveRow],
    campaign: CampaignRow,
    missions: Sequence[MissionChoice],
    texts: Mapping[int, ReadText],
    locale: str,
) -> list[WaveLine]:
    """Return where a questionnaire is asked, in words."""
    entities = {edition.id: edition.entity_name for edition in campaign.editions}
    return [
        WaveLine(
            _where(wave, missions, texts, locale),
            _who(wave, entities),
            ""
            if wave.is_asked
            else url_for(
                "questionnaires.remove_wave",
                slug=campaign.slug,
                questionnaire_id=wave.questionnaire_id,
                wave_id=wave.id,
            ),
        )
        for wave in waves
    ]


def _where(wave: WaveRow, missions: Sequence[MissionChoice], texts: Mapping[int, ReadText], locale: str) -> str:
    if wave.opens_on and wave.closes_on:
        return formats.days_range(locale, wave.opens_on, wave.closes_on)
    mission = next((each for each in missions if each.id == wave.mission_id), None)
    if mission is not None:
        return mission_label(mission, texts)
    return moment_label(wave.moment)


def mission_label(mission: MissionChoice, texts: Mapping[int, ReadText]) -> str:
    """Name a mission by its number and its title."""
    title = texts.get(mission.title_text_id, EMPTY).value
    return str(_("Mission %(number)s: %(title)s", number=mission.number, title=title))


def _who(wave: WaveRow, entities: Mapping[int, str]) -> str:
    who = entities.get(wave.edition_id, "–") if wave.edition_id is not None else str(_("In every entity"))
    return _("%(entity)s · nobody can know who answered", entity=who) if wave.is_untraceable else who
