"""Dashboards ready to print: what needs attention, closure, the trend, then volume; every figure with its cards."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from app.actions.presenters import made_rows
from app.actions.queries import ChangeMade
from app.campaigns.presenters.figures import (
    Address,
    closure_tiles,
    figure_labels,
    nowhere,
    part_of,
    people_value,
    volume_tiles,
)
from app.campaigns.presenters.prepare import exception_sentence
from app.charts.bars import TimeBars
from app.charts.types import Chart
from app.core import clock
from app.dashboards.presenters.filters import FilterBar
from app.dashboards.queries.summaries import CampaignLine, EntitySummary, GroupSummary, Week
from app.feedback.presenters.charts import kinds_chart, week_bars
from app.feedback.presenters.owed import shown
from app.feedback.types import Handling
from app.figures.shown import Figures
from app.figures.types import Closure, FigureName
from app.i18n import formats
from app.web.parts import Passage, Row, Tile, read_passage

COLUMNS = (
    FigureName.IN_TIME, FigureName.LATE, FigureName.DECIDED, FigureName.DONE, FigureName.CONTRIBUTIONS,
    FigureName.JOINED, FigureName.ACTIVE,
)  # fmt: skip
TREND_WEEKS = 4  # compared with as many before them


@dataclass(frozen=True, slots=True)
class TextCell:
    """One figure of a table, and where its cards are."""

    text: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A campaign of an entity, or an entity of the group: where it leads, and its figures."""

    title: Passage
    url: str
    cells: tuple[TextCell, ...]


ROWS_OF_NOTE = 8  # the most urgent; what fits on one page of paper


@dataclass(frozen=True, slots=True)
class DashboardPage:
    """The dashboard of an entity, of a campaign in it, or of the group."""

    title: Passage
    scope: str  # of what, and on which day: a printed page needs it
    lead: str
    attention: tuple[Row, ...]
    closure: tuple[Tile, ...]
    volume: tuple[Tile, ...]
    lines_title: str = ""
    headings: tuple[str, ...] = ()
    lines: tuple[Line, ...] = ()
    charts: tuple[Chart, ...] = ()
    parent: TextCell | None = None  # the dashboard this is a part of
    more: TextCell | None = None  # a page that says more of the same
    changes: tuple[Row, ...] = ()  # what was done thanks to testers
    bar: FilterBar | None = None

    @property
    def is_empty(self) -> bool:
        """Tell whether no campaign has opened yet."""
        return not self.lines and self.parent is None


def entity_page(summary: EntitySummary, locale: str) -> DashboardPage:
    """Write the dashboard of an entity. With several campaigns, each figure stands line by line, with its cards."""
    addresses = [_feed(line.slug, summary.code) for line in summary.campaigns]
    address = addresses[0] if len(addresses) == 1 else nowhere
    return DashboardPage(
        title=Passage(summary.name),
        scope=_("Dashboard of all campaigns, as of %(day)s", day=_today(locale)),
        lead=_("Contributions whose entity nobody knows are counted with their campaign, not here."),
        attention=_attention(summary, locale),
        closure=closure_tiles(locale, summary.figures, addresses[0] if len(addresses) == 1 else _table),
        volume=volume_tiles(locale, summary.figures, address, _("All contributions that show this entity.")),
        lines_title=_("Campaign by campaign"),
        headings=(_("Campaign"), *figure_headings()),
        lines=tuple(
            Line(
                read_passage(line.title),
                url_for("dashboards.entity", code=summary.code, campaign=line.slug),
                figure_cells(locale, line.figures, link),
            )
            for line, link in zip(summary.campaigns, addresses, strict=True)
        ),
        charts=trend_charts(locale, summary.figures, summary.weeks, address),
    )


def edition_page(summary: EntitySummary, locale: str) -> DashboardPage:
    """Write the dashboard of one campaign in an entity."""
    (line,) = summary.campaigns
    address = _feed(line.slug, summary.code)
    return DashboardPage(
        title=read_passage(line.title),
        scope=_("Dashboard of %(entity)s, as of %(day)s", entity=summary.name, day=_today(locale)),
        lead="",
        attention=_attention(summary, locale),
        closure=closure_tiles(locale, summary.figures, address),
        volume=volume_tiles(locale, summary.figures, address, _("All contributions that show this entity.")),
        charts=trend_charts(locale, summary.figures, summary.weeks, address),
        parent=TextCell(summary.name, url_for("dashboards.entity", code=summary.code)),
        more=TextCell(
            _("Missions, languages, themes and times"),
            url_for("dashboards.campaign", slug=line.slug, entity=summary.code),
        ),
    )


def group_page(summary: GroupSummary, changes: Sequence[ChangeMade], locale: str) -> DashboardPage:
    """Write the dashboard of the group."""
    nameless = summary.nameless.of_cards(FigureName.CONTRIBUTIONS)
    note = ngettext(
        "The entity of %(count)s\u00a0of them is not known, so it is not counted in any line below.",
        "The entity of %(count)s\u00a0of them is not known, so they are not counted in any line below.",
        nameless,
        count=formats.number(locale, nameless),
    )
    return DashboardPage(
        title=Passage(_("The whole group")),
        scope=_("Dashboard of all campaigns, as of %(day)s", day=_today(locale)),
        lead=_("Entities are listed by name. They are shown side by side, never ranked."),
        attention=late_rows(locale, summary.figures, (), "#lines"),
        closure=closure_tiles(locale, summary.figures, _table),
        volume=volume_tiles(locale, summary.figures, nowhere, note if nameless else ""),
        lines_title=_("Entity by entity"),
        headings=(_("Entity"), *figure_headings()),
        lines=tuple(
            Line(
                Passage(line.name, dir="auto"),
                url_for("dashboards.entity", code=line.code),
                figure_cells(locale, line.figures, _dashboard(line.code)),
            )
            for line in summary.entities
        ),
        charts=trend_charts(locale, summary.figures, summary.weeks, nowhere),
        changes=made_rows(changes, locale),
    )


def note_page(summary: EntitySummary, locale: str) -> DashboardPage:
    """Write the monthly note of an entity: one page, whose figures lead nowhere but to their sentences."""
    page = entity_page(summary, locale)
    closure = closure_tiles(locale, summary.figures, nowhere)
    return replace(page, closure=closure, attention=page.attention[:ROWS_OF_NOTE])


def _today(locale: str) -> str:
    return formats.day(locale, clock.today())


def _feed(slug: str, entity: str) -> Address:
    return lambda **filters: url_for("feedback.feed", slug=slug, entity=entity, **filters)


def _dashboard(code: str) -> Address:
    return lambda **_filters: url_for("dashboards.entity", code=code)


def _table(**_filters: str) -> str:
    """Several campaigns have no page in common: their lines lead to their cards."""
    return "#lines"


# --- what needs attention --------------------------------------------------------------------------


def _attention(summary: EntitySummary, locale: str) -> tuple[Row, ...]:
    """Return what is late in each campaign, what the reader has to decide, and the days decisions are promised for."""
    rows: list[Row] = []
    names = len(summary.campaigns) > 1
    for line in summary.campaigns:
        cards = url_for("feedback.feed", slug=line.slug, entity=summary.code, outcome=Closure.LATE)
        rows += late_rows(locale, line.figures, (read_passage(line.title),) if names else (), cards)
    if summary.decisions_owed:
        sentence = ngettext(
            "%(count)s\u00a0contribution is waiting for your decision",
            "%(count)s\u00a0contributions are waiting for your decision",
            summary.decisions_owed,
            count=shown(summary.decisions_owed, locale),
        )
        rows.append(Row(Passage(sentence), url_for("feedback.decisions", entity=summary.code)))
    if summary.exception is not None:
        sentence = exception_sentence(summary.exception, locale)
        rows.append(Row(Passage(sentence), "", (Passage(summary.exception.reason, dir="auto"),)))
    return (*rows, *(_promised_decisions(locale, line, summary.code, names=names) for line in _to_decide(summary)))


def late_rows(locale: str, figures: Figures, details: tuple[Passage, ...], url: str) -> tuple[Row, ...]:
    """Return what got no answer in time, as one row that leads there; nothing where all did."""
    late = figures.of_cards(FigureName.LATE)
    if not late:
        return ()
    sentence = ngettext(
        "%(count)s\u00a0contribution got no answer within the time promised",
        "%(count)s\u00a0contributions got no answer within the time promised",
        late,
        count=formats.number(locale, late),
    )
    return (Row(Passage(sentence), url, details, status=_("Late"), tone="late"),)


def _to_decide(summary: EntitySummary) -> list[CampaignLine]:
    return [line for line in summary.campaigns if line.decide_by is not None and line.decide_by >= clock.today()]


def _promised_decisions(locale: str, line: CampaignLine, code: str, *, names: bool) -> Row:
    whole, decided = (line.figures.of_cards(name) for name in (FigureName.CONTRIBUTIONS, FigureName.DECIDED))
    part = _(
        "%(part)s\u00a0of\u00a0%(whole)s\u00a0decided",
        part=formats.number(locale, decided),
        whole=formats.number(locale, whole),
    )
    day = line.decide_by or date.min
    return Row(
        Passage(_("Decisions are promised by %(day)s", day=formats.short_day(locale, day))),
        url_for("feedback.feed", slug=line.slug, entity=code, state=Handling.SELECTED),
        (*([read_passage(line.title)] if names else []), Passage(part)),
    )


# --- line by line ----------------------------------------------------------------------------------


def figure_headings() -> tuple[str, ...]:
    """Return what stands above ``figure_cells``."""
    labels = figure_labels()
    return tuple(labels[name] for name in COLUMNS)


def figure_cells(locale: str, figures: Figures, address: Address) -> tuple[TextCell, ...]:
    """Return the figures of one line of a table, those of cards with their list."""
    whole = figures.of_cards(FigureName.CONTRIBUTIONS)
    in_time, late, decided, done = (
        figures.of_cards(name) for name in (FigureName.IN_TIME, FigureName.LATE, FigureName.DECIDED, FigureName.DONE)
    )
    return (
        TextCell(part_of(locale, in_time, figures.promised), address(outcome=Closure.IN_TIME)),
        TextCell(formats.number(locale, late), address(outcome=Closure.LATE)),
        TextCell(part_of(locale, decided, whole), address(outcome=Closure.DECIDED)),
        TextCell(part_of(locale, done, whole), address(outcome=Closure.DONE)),
        TextCell(formats.number(locale, whole), address()),
        TextCell(people_value(locale, figures.of_people(FigureName.JOINED))),
        TextCell(people_value(locale, figures.of_people(FigureName.ACTIVE))),
    )


# --- charts ----------------------------------------------------------------------------------------


def trend_charts(locale: str, figures: Figures, weeks: Sequence[Week], address: Address) -> tuple[Chart, ...]:
    """Return the trend, and what contributions are about; nothing where there are none."""
    kinds = figures.kinds
    if not kinds:
        return ()
    return (_weeks_chart(locale, weeks, address), kinds_chart(locale, kinds, sum(kinds.values()), address))


def _weeks_chart(locale: str, weeks: Sequence[Week], address: Address) -> TimeBars:
    whole = weeks[:-1]
    latest = sum(week.contributions for week in whole[-TREND_WEEKS:])
    before = sum(week.contributions for week in whole[-2 * TREND_WEEKS : -TREND_WEEKS])
    sentence = ngettext(
        "%(count)s\u00a0contribution in the last four full weeks; %(before)s in the four weeks before.",
        "%(count)s\u00a0contributions in the last four full weeks; %(before)s in the four weeks before.",
        latest,
        count=formats.number(locale, latest),
        before=formats.number(locale, before),
    )
    counts = {week.monday: week.contributions for week in weeks}
    description = _("Twelve weeks, each from its Monday; the last one is not over.")
    return week_bars(locale, counts, address, sentence, description)
