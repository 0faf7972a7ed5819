"""Dashboards ready to print: closure first, volume after; every figure with what it is of, and its cards."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from app.campaigns.presenters.figures import (
    Address,
    closure_tiles,
    figure_labels,
    part_of,
    people_value,
    volume_tiles,
)
from app.dashboards.queries.summaries import EntitySummary, GroupSummary, Week
from app.feedback.presenters.labels import kind_labels
from app.feedback.types import Kind
from app.figures.shown import Figures
from app.figures.types import FigureName
from app.i18n import formats
from app.i18n.locale import direction_of
from app.web.parts import Tile

COLUMNS = (
    FigureName.IN_TIME, FigureName.DECIDED, FigureName.DONE, FigureName.CONTRIBUTIONS, FigureName.JOINED,
    FigureName.ACTIVE,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class ChartRow:
    """One bar, or one part: its text, its length from 0 to 1 of the longest, and its cards."""

    label: str
    shown: str
    share: float
    kind: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart and its table."""

    id: str
    title: str
    description: str
    label_heading: str
    value_heading: str
    rows: tuple[ChartRow, ...]


@dataclass(frozen=True, slots=True)
class TextCell:
    """One figure of a table, and where its cards are."""

    text: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A campaign of an entity, or an entity of the group: where it leads, and its figures."""

    title: str
    lang: str  # "" when it is the page's
    dir: str
    url: str
    cells: tuple[TextCell, ...]


@dataclass(frozen=True, slots=True)
class DashboardPage:
    """The dashboard of an entity, or of the group."""

    title: str
    lead: str
    closure: tuple[Tile, ...]
    volume: tuple[Tile, ...]
    headings: tuple[str, ...]
    lines: tuple[Line, ...]
    charts: tuple[Chart, ...] = ()


def entity_page(summary: EntitySummary, locale: str) -> DashboardPage:
    """Write the dashboard of an entity."""
    addresses = [_feed(line.slug, summary.code) for line in summary.campaigns]
    address = addresses[0] if len(addresses) == 1 else _table
    return DashboardPage(
        title=summary.name,
        lead=_("Contributions whose entity nobody knows are counted with their campaign, not here."),
        closure=closure_tiles(locale, summary.figures, address),
        volume=volume_tiles(locale, summary.figures, address, _("All whose card shows this entity.")),
        headings=(_("Campaign"), *_headings()),
        lines=tuple(
            Line(
                title=line.title.value,
                lang=line.title.locale,
                dir=direction_of(line.title.locale),
                url=link(),
                cells=_cells(locale, line.figures, link),
            )
            for line, link in zip(summary.campaigns, addresses, strict=True)
        ),
        charts=_charts(locale, summary, address) if summary.figures.kinds else (),
    )


def group_page(summary: GroupSummary, locale: str) -> DashboardPage:
    """Write the dashboard of the group."""
    nameless = summary.nameless.of_cards(FigureName.CONTRIBUTIONS)
    note = ngettext(
        "%(count)s\u00a0of them is of an entity that nobody knows: it is in no line below.",
        "%(count)s\u00a0of them are of entities that nobody knows: they are in no line below.",
        nameless,
        count=formats.number(locale, nameless),
    )
    return DashboardPage(
        title=_("The whole group"),
        lead=_("Entities are listed by name. They are shown side by side, never ranked."),
        closure=closure_tiles(locale, summary.figures, _table),
        volume=volume_tiles(locale, summary.figures, _table, note if nameless else ""),
        headings=(_("Entity"), *_headings()),
        lines=tuple(
            Line(
                title=line.name,
                lang="",
                dir="auto",
                url=url_for("dashboards.entity", code=line.code),
                cells=_cells(locale, line.figures, _dashboard(line.code)),
            )
            for line in summary.entities
        ),
    )


def _feed(slug: str, entity: str) -> Address:
    return lambda **filters: url_for("feedback.feed", slug=slug, entity=entity, **filters)


def _dashboard(code: str) -> Address:
    return lambda **_filters: url_for("dashboards.entity", code=code)


def _table(**_filters: str) -> str:
    """Several campaigns have no page in common: their lines lead to their cards."""
    return "#lines"


def _headings() -> tuple[str, ...]:
    labels = figure_labels()
    return tuple(labels[name] for name in COLUMNS)


def _cells(locale: str, figures: Figures, address: Address) -> tuple[TextCell, ...]:
    whole = figures.of_cards(FigureName.CONTRIBUTIONS)
    in_time, decided, done = (
        figures.of_cards(name) for name in (FigureName.IN_TIME, FigureName.DECIDED, FigureName.DONE)
    )
    return (
        TextCell(part_of(locale, in_time, figures.promised), address(outcome="in-time")),
        TextCell(part_of(locale, decided, whole), address(outcome="decided")),
        TextCell(part_of(locale, done, whole), address(outcome="done")),
        TextCell(formats.number(locale, whole), address()),
        TextCell(people_value(locale, figures.of_people(FigureName.JOINED))),
        TextCell(people_value(locale, figures.of_people(FigureName.ACTIVE))),
    )


def _charts(locale: str, summary: EntitySummary, address: Address) -> tuple[Chart, Chart]:
    kinds, labels = summary.figures.kinds, kind_labels()
    longest = max(kinds.values())
    return (
        _weeks_chart(locale, summary.weeks, address),
        Chart(
            id="kinds",
            title=_("Contributions by kind"),
            description="",
            label_heading=_("Kind"),
            value_heading=_("Contributions"),
            rows=tuple(
                ChartRow(
                    labels[kind], formats.number(locale, kinds[kind]), kinds[kind] / longest, kind, address(kind=kind)
                )
                for kind in Kind
                if kind in kinds
            ),
        ),
    )


def _weeks_chart(locale: str, weeks: Sequence[Week], address: Address) -> Chart:
    longest = max(week.contributions for week in weeks) or 1
    return Chart(
        id="weeks",
        title=_("Contributions by week"),
        description=_("The last twelve weeks, this one included."),
        label_heading=_("Weeks"),
        value_heading=_("Contributions"),
        rows=tuple(
            ChartRow(
                formats.days_range(locale, week.monday, week.monday + timedelta(days=6)),
                formats.number(locale, week.contributions),
                week.contributions / longest,
                url=address(week=week.monday.isoformat()),
            )
            for week in weeks
        ),
    )
