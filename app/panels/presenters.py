"""Variant panels, ready to print."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from app.charts.plots import Dot, Dots
from app.i18n import formats
from app.panels.queries import PanelLine, PanelResults, PanelRow
from app.panels.types import fingerprint_of
from app.questionnaires.presenters.grid import (
    Criterion,
    count_of_answers,
    figure_of,
    rounded_value,
    scale_label,
    score_dot,
)
from app.questions.summary import Score
from app.texts.queries import EMPTY
from app.web.parts import Passage, Row, read_passage


@dataclass(frozen=True, slots=True)
class VariantHeading:
    """A variant above its column: its mission, how many answers are told, where they are."""

    title: Passage
    mission: str
    answers: str
    url: str


@dataclass(frozen=True, slots=True)
class PanelPage:
    """The page of a comparison."""

    title: Passage
    questionnaire: Passage
    lead: str
    stop: tuple[str, ...]  # what ends it
    rule: Passage
    status: str
    is_over: bool
    seed: tuple[str, ...]  # how people were given to variants
    headings: tuple[VariantHeading, ...]
    lines: tuple[Criterion, ...]
    charts: tuple[Dots, ...]  # of each question of which any variant is told


def panel_rows(slug: str, rows: Iterable[PanelRow], locale: str) -> tuple[Row, ...]:
    """Return the list of comparisons."""
    return tuple(
        Row(
            Passage(row.name, dir="auto"),
            url_for("panels.panel", slug=slug, panel_id=row.id),
            (Passage(_("Set up on %(day)s", day=formats.day(locale, row.set_up_on))),),
        )
        for row in rows
    )


def panel_page(found: PanelResults, locale: str) -> PanelPage:
    """Write the page of a comparison; variants in the order of their missions, never ranked."""
    lines = tuple(_line(found, line, locale) for line in found.lines)
    return PanelPage(
        title=Passage(found.name, dir="auto"),
        questionnaire=read_passage(found.texts.get(found.questionnaire_title_id, EMPTY)),
        lead=_lead(found, locale),
        stop=_stop(found, locale),
        rule=Passage(found.rule, dir="auto"),
        status=_("The comparison is over") if found.is_over else _("Under way"),
        is_over=found.is_over,
        seed=_seed(found),
        headings=tuple(
            VariantHeading(
                read_passage(found.texts.get(each.title_text_id, EMPTY)),
                _("Mission %(number)s", number=formats.number(locale, each.number)),
                count_of_answers(each.answers, locale) if each.answers else _("Not shown"),
                url_for("questionnaires.summary", slug=found.slug, wave_id=each.wave_id),
            )
            for each in found.variants
        ),
        lines=lines,
        charts=tuple(
            _chart(found, line, read, locale)
            for line, read in zip(found.lines, lines, strict=True)
            if any(line.numbers)
        ),
    )


def _lead(found: PanelResults, locale: str) -> str:
    if found.until is None:
        return str(
            ngettext(
                "Figures appear here once %(count)s\u00a0person has answered about a variant and the week is over.",
                "Figures appear here once %(count)s\u00a0people have answered about a variant and the week is over.",
                found.threshold,
                count=formats.number(locale, found.threshold),
            )
        )
    day = formats.day(locale, found.until + timedelta(days=6))
    return str(_("As of %(day)s. Where intervals overlap, the variants may be alike.", day=day))


def _stop(found: PanelResults, locale: str) -> tuple[str, ...]:
    enough = ngettext(
        "It ends once each variant has %(count)s\u00a0answer.",
        "It ends once each variant has %(count)s\u00a0answers.",
        found.least_answers,
        count=formats.number(locale, found.least_answers),
    )
    said = _(
        "Written on %(day)s, before any figure appeared; nobody can change it.",
        day=formats.day(locale, found.set_up_on),
    )
    if found.ends_on is None:
        return (enough, said)
    return (enough, _("It ends on %(day)s at the latest.", day=formats.day(locale, found.ends_on)), said)


def _seed(found: PanelResults) -> tuple[str, ...]:
    """Say how people are given to variants: the seed once it is over, before that what lets anybody check it then."""
    fingerprint = fingerprint_of(found.seed)
    if not found.is_over:
        return (
            _("Who sees which variant is drawn from a seed, block by block in each entity."),
            _(
                "The seed appears here once the comparison is over. Until then its fingerprint (SHA-256) stands for "
                "it: %(fingerprint)s",
                fingerprint=fingerprint,
            ),
        )
    return (
        _("Who sees which variant was drawn from this seed, block by block in each entity: %(seed)s", seed=found.seed),
        _("Its fingerprint (SHA-256), shown since the beginning: %(fingerprint)s", fingerprint=fingerprint),
    )


def _line(found: PanelResults, line: PanelLine, locale: str) -> Criterion:
    known = next(filter(None, line.numbers), None)
    anchor = f"q{line.row.question.id}"
    return Criterion(
        read_passage(found.texts.get(line.row.prompt_text_id, EMPTY)),
        scale_label(known, locale) if known else "",
        tuple(
            figure_of(
                number, url_for("questionnaires.summary", slug=found.slug, wave_id=each.wave_id, _anchor=anchor), locale
            )
            for each, number in zip(found.variants, line.numbers, strict=True)
        ),
    )


def _chart(found: PanelResults, line: PanelLine, read: Criterion, locale: str) -> Dots:
    """Return a question as a dot with its interval for each variant; who is not told in the table is not told here."""
    scores = [score for score in line.numbers if score is not None]
    return Dots(
        id=f"panel-{line.row.question.id}",
        title=read.prompt.body,
        sentence=_overlap(found, scores),
        description=f"{read.scale}. {_('The line is where the figure is expected to lie, at 95%.')}",
        label_heading=_("Mission"),
        value_heading=_(scores[0].name),
        masked_note=""
        if len(scores) == len(line.numbers)
        else _("Not shown: too few people have answered this question."),
        low=rounded_value(scores[0].minimum, locale),
        high=rounded_value(scores[0].maximum, locale),
        rows=tuple(_dot(found, number, score, line, locale) for number, score in enumerate(line.numbers)),
    )


def _overlap(found: PanelResults, scores: list[Score]) -> str:
    """Say what the intervals let one conclude, of no variant by name."""
    if len(scores) < len(found.variants):
        return str(_("Not every variant is shown yet: nothing can be concluded."))
    if max(score.low for score in scores) <= min(score.high for score in scores):
        return str(_("The intervals overlap: the variants may be alike."))
    return str(_("The intervals do not all overlap: variants that lie apart are likely to differ."))


def _dot(found: PanelResults, at: int, score: Score | None, line: PanelLine, locale: str) -> Dot:
    each = found.variants[at]
    mission = _("Mission %(number)s", number=formats.number(locale, each.number))
    title = found.texts.get(each.title_text_id, EMPTY).value
    label = _("%(label)s: %(value)s", label=mission, value=title)
    anchor = f"q{line.row.question.id}"
    url = url_for("questionnaires.summary", slug=found.slug, wave_id=each.wave_id, _anchor=anchor)
    return score_dot(label, score, url, locale)
