"""Products side by side, ready to print."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from app.charts.plots import Dot, Dots
from app.charts.types import Value
from app.i18n import formats
from app.products.forms import owner_labels
from app.questionnaires.queries.grid import GridColumn, GridRow, ProductGrid
from app.questions.summary import Score
from app.texts.queries import EMPTY, ReadText
from app.web.parts import ChoiceLink, Passage, read_passage

Texts = Mapping[int, ReadText]


@dataclass(frozen=True, slots=True)
class GridHeading:
    """A product above its column: whose it is, in which mission it was tried, where its answers are."""

    product: str
    owner: str
    mission: str
    url: str


@dataclass(frozen=True, slots=True)
class GridFigure:
    """A cell: the figure with its interval, and of how many answers it is; or that it is not shown."""

    words: str
    n: str
    url: str
    is_masked: bool


@dataclass(frozen=True, slots=True)
class Criterion:
    """A question in a line: its words, its scale, and the figure of each thing that is compared."""

    prompt: Passage
    scale: str
    figures: tuple[GridFigure, ...]


@dataclass(frozen=True, slots=True)
class GridPage:
    """The page of a campaign's grid."""

    campaign: Passage
    lead: str
    entities: tuple[ChoiceLink, ...]
    questionnaires: tuple[ChoiceLink, ...]
    headings: tuple[GridHeading, ...]
    criteria: tuple[Criterion, ...]
    charts: tuple[Dots, ...]


def grid_page(grid: ProductGrid, texts: Texts, locale: str) -> GridPage:
    """Write the page: products by name, never ranked."""
    criteria = tuple(_criterion(grid, row, texts, locale) for row in grid.rows)
    return GridPage(
        read_passage(texts.get(grid.campaign_title_text_id, EMPTY)),
        _lead(grid, locale),
        _entities(grid),
        _questionnaires(grid, texts),
        tuple(_heading(grid, each, locale) for each in grid.columns),
        criteria,
        tuple(
            _chart(grid, row, found, locale) for row, found in zip(grid.rows, criteria, strict=True) if any(row.cells)
        ),
    )


def _lead(grid: ProductGrid, locale: str) -> str:
    if grid.until is None:
        return str(
            ngettext(
                "Figures appear here once %(count)s\u00a0person has answered about a product and the week is over.",
                "Figures appear here once %(count)s\u00a0people have answered about a product and the week is over.",
                grid.threshold,
                count=formats.number(locale, grid.threshold),
            )
        )
    day = formats.day(locale, grid.until + timedelta(days=6))
    return str(
        _(
            "As of %(day)s. Products are listed by name, never ranked: where intervals overlap, they may be alike.",
            day=day,
        )
    )


def _entities(grid: ProductGrid) -> tuple[ChoiceLink, ...]:
    if len(grid.editions) <= 1:  # nothing to choose from
        return ()
    every = ChoiceLink(_("All entities"), _address(grid), is_current=grid.chosen is None)
    return (
        every,
        *(
            ChoiceLink(each.entity_name, _address(grid, each.entity_code), is_current=each == grid.chosen)
            for each in grid.editions
        ),
    )


def _questionnaires(grid: ProductGrid, texts: Texts) -> tuple[ChoiceLink, ...]:
    if len(grid.questionnaires) <= 1:  # nothing to choose from
        return ()
    code = grid.chosen.entity_code if grid.chosen else None
    return tuple(
        ChoiceLink(
            texts.get(title_text_id, EMPTY).value,
            _address(grid, code, each),
            is_current=each == grid.questionnaire_id,
        )
        for each, title_text_id in grid.questionnaires.items()
    )


def _address(grid: ProductGrid, entity: str | None = None, questionnaire: int | None = None) -> str:
    asked = questionnaire if questionnaire is not None else grid.questionnaire_id
    return url_for("questionnaires.grid", slug=grid.slug, entity=entity, questionnaire=asked)


def _heading(grid: ProductGrid, each: GridColumn, locale: str) -> GridHeading:
    return GridHeading(
        each.product_name,
        owner_labels()[each.owner],
        _("Mission %(number)s", number=formats.number(locale, each.mission_number)),
        _summary(grid, each),
    )


def _summary(grid: ProductGrid, each: GridColumn, anchor: str = "") -> str:
    return url_for(
        "questionnaires.summary",
        slug=grid.slug,
        wave_id=each.wave_id,
        entity=grid.chosen.entity_code if grid.chosen else None,
        _anchor=anchor or None,
    )


def _criterion(grid: ProductGrid, row: GridRow, texts: Texts, locale: str) -> Criterion:
    known = next(filter(None, row.cells), None)
    return Criterion(
        read_passage(texts.get(row.row.prompt_text_id, EMPTY)),
        scale_label(known, locale) if known else "",
        tuple(
            figure_of(score, _summary(grid, each, f"q{row.row.question.id}"), locale)
            for each, score in zip(grid.columns, row.cells, strict=True)
        ),
    )


def scale_label(score: Score, locale: str) -> str:
    """Say what a number is called, and between which two it can lie."""
    low, high = (formats.rounded(locale, number) for number in (score.minimum, score.maximum))
    return str(_("%(name)s, from %(low)s to %(high)s", name=_(score.name), low=low, high=high))


def figure_of(score: Score | None, url: str, locale: str) -> GridFigure:
    """Return a number with its interval and n, or that it is not shown."""
    if score is None:
        return GridFigure(_("Not shown"), "", "", is_masked=True)
    value, low, high = (formats.rounded(locale, number) for number in (score.value, score.low, score.high))
    words = _("%(value)s (between %(low)s and %(high)s)", value=value, low=low, high=high)
    return GridFigure(words, count_of_answers(score.n, locale), url, is_masked=False)


def count_of_answers(n: int, locale: str) -> str:
    """Say how many answers a figure is of."""
    return str(ngettext("%(count)s\u00a0answer", "%(count)s\u00a0answers", n, count=formats.number(locale, n)))


def _chart(grid: ProductGrid, row: GridRow, found: Criterion, locale: str) -> Dots:
    scores = [score for score in row.cells if score is not None]
    return Dots(
        id=f"grid-{row.row.question.id}",
        title=found.prompt.body,
        sentence=found.scale,
        description=_("The line is where the figure is expected to lie, at 95%."),
        label_heading=_("Product"),
        value_heading=_(scores[0].name),
        masked_note=""
        if len(scores) == len(row.cells)
        else _("Not shown: too few people have answered this question."),
        low=rounded_value(scores[0].minimum, locale),
        high=rounded_value(scores[0].maximum, locale),
        rows=tuple(_dot(grid, each, score, locale) for each, score in zip(grid.columns, row.cells, strict=True)),
    )


def _dot(grid: ProductGrid, each: GridColumn, score: Score | None, locale: str) -> Dot:
    repeated = sum(other.product_name == each.product_name for other in grid.columns) > 1
    mission = _("Mission %(number)s", number=formats.number(locale, each.mission_number))
    label = _("%(label)s: %(value)s", label=each.product_name, value=mission) if repeated else each.product_name
    return score_dot(label, score, _summary(grid, each), locale)


def score_dot(label: str, score: Score | None, url: str, locale: str) -> Dot:
    """Return a score with its interval and its answers, as a chart takes it; without one, that it is not shown."""
    if score is None:
        nothing = Value("")
        return Dot(label, Value(_("Not shown")), nothing, nothing, nothing, is_masked=True)
    value, low, high = (rounded_value(number, locale) for number in (score.value, score.low, score.high))
    return Dot(label, value, low, high, Value(count_of_answers(score.n, locale), score.n), url)


def rounded_value(number: float, locale: str) -> Value:
    """Return a number of a score as a chart takes it, with one digit after the point at most."""
    return Value(formats.rounded(locale, number), round(number, 1))
