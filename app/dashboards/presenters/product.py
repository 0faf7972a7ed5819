"""The dashboard of a product, ready to print."""

from __future__ import annotations

from collections.abc import Iterable

from flask import url_for
from flask_babel import gettext as _

from app.campaigns.presenters.figures import Address, closure_tiles, nowhere, volume_tiles
from app.campaigns.queries import ProductOfCampaign
from app.dashboards.presenters.filters import FilterBar, with_query
from app.dashboards.presenters.pages import (
    DashboardPage,
    Line,
    figure_cells,
    figure_headings,
    late_rows,
    trend_charts,
)
from app.dashboards.queries.product import ProductDashboard
from app.i18n import formats
from app.web.parts import Passage, Row, chosen_links, filter_of, filters_label, read_passage


def product_page(board: ProductDashboard, locale: str) -> DashboardPage:
    """Write the dashboard of a product: its campaigns stand side by side."""
    day = formats.day(locale, board.as_of)
    asked = {"entity": board.entity.code} if board.entity else {}
    scope = (
        _("Dashboard of %(entity)s, as of %(day)s", entity=board.entity.name, day=day)
        if board.entity
        else _("Dashboard of all entities, as of %(day)s", day=day)
    )
    return DashboardPage(
        title=Passage(board.name, dir="auto"),
        scope=scope,
        lead=_("A campaign that tests several products counts for each of them. Campaigns are never ranked."),
        attention=late_rows(locale, board.figures, (), "#lines"),
        closure=closure_tiles(locale, board.figures, _lines),
        volume=volume_tiles(locale, board.figures, nowhere),
        charts=trend_charts(locale, board.figures, board.weeks, nowhere),
        bar=_bar(board, locale) if board.campaigns else None,
        lines_title=_("Campaign by campaign"),
        headings=(_("Campaign"), *figure_headings()),
        lines=tuple(
            Line(
                read_passage(one.title),
                with_query(url_for("dashboards.campaign", slug=one.slug), asked),
                figure_cells(locale, one.figures, _cards(one.slug, asked)),
            )
            for one in board.campaigns
        ),
    )


def tested_rows(products: Iterable[ProductOfCampaign]) -> tuple[Row, ...]:
    """Return products, each leading to its dashboard."""
    return tuple(
        Row(Passage(one.name, dir="auto"), url_for("dashboards.product", product_id=one.id)) for one in products
    )


def _bar(board: ProductDashboard, locale: str) -> FilterBar:
    path = url_for("dashboards.product", product_id=board.id)
    entities = [(entity.code, entity.name) for entity in board.entities]
    chosen = board.entity.code if board.entity else ""
    filters = (filter_of("entity", _("Entity"), entities, chosen, everything=_("All entities")),)
    return FilterBar(path, filters, filters_label(filters, locale), chosen_links(filters, lambda _name: path))


def _cards(slug: str, asked: dict[str, str]) -> Address:
    feed = url_for("feedback.feed", slug=slug)
    return lambda **more: with_query(feed, {**asked, **more})


def _lines(**_filters: str) -> str:
    """Several campaigns have no list of contributions in common: their lines lead there."""
    return "#lines"
