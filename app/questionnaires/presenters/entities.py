"""The same question in several entities, ready to print."""

from __future__ import annotations

from dataclasses import replace

from flask import url_for
from flask_babel import gettext as _

from app.charts.plots import Dot, Dots
from app.questionnaires.presenters.grid import rounded_value, scale_label, score_dot
from app.questionnaires.presenters.summary import QuestionPart, SummaryPage
from app.questionnaires.queries.entities import InEntities
from app.questionnaires.queries.summary import SummaryEdition, WaveSummary
from app.questions.summary import Score


def with_entities(page: SummaryPage, found: WaveSummary, numbers: InEntities, locale: str) -> SummaryPage:
    """Add to each question the numbers of the entities beside each other, by name."""
    charts = {f"q{question_id}": (question_id, several) for question_id, several in numbers.items()}

    def part(one: QuestionPart) -> QuestionPart:
        if one.anchor not in charts:
            return one
        question_id, several = charts[one.anchor]
        return replace(one, charts=(*one.charts, _chart(found, question_id, several, locale)))

    return replace(page, questions=tuple(part(one) for one in page.questions))


def _chart(
    found: WaveSummary, question_id: int, several: tuple[tuple[SummaryEdition, Score | None], ...], locale: str
) -> Dots:
    known = next(score for _edition, score in several if score is not None)
    is_whole = all(score is not None for _edition, score in several)
    return Dots(
        id=f"e{question_id}",
        title=_("Entities side by side"),
        sentence=scale_label(known, locale),
        description=_("By name, never ranked: where intervals overlap, entities may be alike."),
        label_heading=_("Entity"),
        value_heading=_(known.name),
        masked_note="" if is_whole else _("Not shown: too few people have answered this question."),
        low=rounded_value(known.minimum, locale),
        high=rounded_value(known.maximum, locale),
        rows=tuple(_dot(found, question_id, edition, score, locale) for edition, score in several),
    )


def _dot(found: WaveSummary, question_id: int, edition: SummaryEdition, score: Score | None, locale: str) -> Dot:
    url = url_for(
        "questionnaires.summary",
        slug=found.wave.campaign_slug,
        wave_id=found.wave.id,
        entity=edition.entity_code,
        _anchor=f"q{question_id}",
    )
    return score_dot(edition.entity_name, score, url, locale)
