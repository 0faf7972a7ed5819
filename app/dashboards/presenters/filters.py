"""What narrows the dashboard of a campaign: its address, its choices, and the list that shows the same cards."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from flask import url_for
from flask_babel import gettext as _

from app.core import idents
from app.core.languages import UNDETERMINED
from app.dashboards.queries.campaign import CampaignDashboard
from app.dashboards.queries.views import ViewRow
from app.dashboards.types import DashboardFilters
from app.feedback.presenters.labels import kind_labels, language_label
from app.i18n import formats
from app.web.parts import ChoiceLink, Filter, chosen_links, filter_of, filters_label
from config import CONTENT_LANGUAGES

LANGUAGES = (*CONTENT_LANGUAGES, UNDETERMINED)


@dataclass(frozen=True, slots=True)
class FilterBar:
    """The filters of a dashboard, and those that narrow it now."""

    action_url: str
    filters: tuple[Filter, ...]
    open_label: str
    chosen: tuple[ChoiceLink, ...]
    views_url: str = ""  # where these filters are saved under a name


def feed_args(filters: DashboardFilters) -> dict[str, str]:
    """Return the filters as the address of the list of contributions has them: it shows the cards counted."""
    asked = {
        "entity": filters.entity,
        "kind": filters.kind.value if filters.kind else "",
        "mission": str(filters.mission or ""),
        "step": str(filters.step or ""),
        "language": filters.language,
        "theme": filters.theme,
        "product": str(filters.product or ""),
        "since": filters.since.isoformat() if filters.since else "",
        "until": filters.until.isoformat() if filters.until else "",
    }
    return {name: value for name, value in asked.items() if value}


def dashboard_args(filters: DashboardFilters) -> dict[str, str]:
    """Return the filters as the address of the dashboard has them."""
    beside = {
        "beside": filters.beside,
        "before": "1" if filters.beside_before else "",
        "beside_since": filters.beside_since.isoformat() if filters.beside_since else "",
        "beside_until": filters.beside_until.isoformat() if filters.beside_until else "",
    }
    return feed_args(filters) | {name: value for name, value in beside.items() if value}


def with_query(path: str, args: Mapping[str, str]) -> str:
    """Return a path with what is asked of it."""
    return f"{path}?{urlencode(args)}" if args else path


def filter_bar(board: CampaignDashboard, locale: str) -> FilterBar:
    """Return the choices of a dashboard, with what is chosen."""
    filters = (*_choices(board, locale), *_at_side(board))
    asked, path = dashboard_args(board.filters), url_for("dashboards.campaign", slug=board.slug)

    def url_without(name: str) -> str:
        kept = {key: value for key, value in asked.items() if key not in _goes_with(name)}
        return with_query(path, kept)

    words = tuple(_in_words(each, board, locale) for each in filters)
    return FilterBar(
        action_url=path,
        filters=filters,
        open_label=filters_label(filters, locale),
        chosen=chosen_links([each for each in words if each.chosen], url_without),
        views_url=with_query(url_for("dashboards.views", slug=board.slug), asked),
    )


def _goes_with(name: str) -> tuple[str, ...]:
    """Return a filter with those that mean nothing without it.

    A period at the side stays when one end of the first goes; without both, the read leaves it out.
    """
    return {"mission": ("mission", "step"), "entity": ("entity", "beside")}.get(name, (name,))


def _choices(board: CampaignDashboard, locale: str) -> Iterator[Filter]:
    asked = board.filters
    entities = [(entity.code, entity.name) for entity in board.entities]
    yield filter_of("entity", _("Entity"), entities, asked.entity, everything=_("All entities"))
    missions = {str(line.number): line.title.value or str(line.number) for line in board.missions}
    chosen = str(asked.mission or "")
    yield filter_of("mission", _("Mission"), missions.items(), chosen, everything=_("All missions"))
    if asked.step:
        steps = {str(step.number): step.title.value for line in board.missions for step in line.steps
                 if line.number == asked.mission}  # fmt: skip
        yield filter_of("step", _("Step"), steps.items(), str(asked.step), everything=_("All steps"))
    yield filter_of("kind", _("Type"), kind_labels().items(), asked.kind or "", everything=_("All types"))
    languages = {code: language_label(locale, code) for code in LANGUAGES}
    yield filter_of("language", _("Language"), languages.items(), asked.language, everything=_("All languages"))
    if board.theme_names:
        names = {public_id: name.value for public_id, name in board.theme_names.items()}
        labels = sorted(names.items(), key=lambda each: each[1].casefold())
        yield filter_of("theme", _("Theme"), labels, asked.theme, everything=_("All themes"))
    if len(board.products_tried) > 1 or asked.product:  # else nothing to choose from
        products = [(str(product.id), product.name) for product in board.products_tried]
        chosen = str(asked.product or "")
        yield filter_of("product", _("Product"), products, chosen, everything=_("All products"))
    yield Filter("since", _("From"), query=asked.since.isoformat() if asked.since else "", is_day=True)
    yield Filter("until", _("Until"), query=asked.until.isoformat() if asked.until else "", is_day=True)


def _at_side(board: CampaignDashboard) -> Iterator[Filter]:
    """Return what can be shown at the side: another entity beside one, the weeks before or others beside a period."""
    asked = board.filters
    if asked.entity:
        others = [(entity.code, entity.name) for entity in board.entities if entity.code != asked.entity]
        yield filter_of("beside", _("Side by side with"), others, asked.beside, everything=_("No other entity"))
    if asked.weeks_before is not None and not asked.beside:
        before = (("1", _("As many weeks before")),)
        chosen = "1" if asked.beside_before else ""
        yield filter_of("before", _("Side by side with"), before, chosen, everything=_("No other period"))
    if asked.is_of_period and not asked.beside and not asked.beside_before:
        since, until = asked.beside_since, asked.beside_until
        yield Filter("beside_since", _("Other period from"), query=since.isoformat() if since else "", is_day=True)
        yield Filter("beside_until", _("Other period until"), query=until.isoformat() if until else "", is_day=True)


def _in_words(one: Filter, board: CampaignDashboard, locale: str) -> Filter:
    """Return a day as it is read."""
    asked = board.filters
    days = {
        "since": asked.since, "until": asked.until,
        "beside_since": asked.beside_since, "beside_until": asked.beside_until,
    }  # fmt: skip
    day = days.get(one.name)
    if day is None:
        return one
    words = formats.day(locale, day)
    sentences = {
        "since": _("From %(day)s", day=words),
        "until": _("Until %(day)s", day=words),
        "beside_since": _("Other period from %(day)s", day=words),
        "beside_until": _("Other period until %(day)s", day=words),
    }
    return replace(one, query=sentences[one.name])


@dataclass(frozen=True, slots=True)
class ViewLine:
    """One saved view: its name, where it opens, and what is done to it."""

    id: str
    name: str
    url: str
    rename_url: str
    delete_url: str
    is_renamed: bool  # its form was refused


def view_lines(slug: str, rows: Iterable[ViewRow], renamed: int) -> tuple[ViewLine, ...]:
    """Return saved views, ready to print."""
    board = url_for("dashboards.campaign", slug=slug)
    return tuple(
        ViewLine(
            idents.encode(row.id),
            row.name,
            with_query(board, row.filters),
            url_for("dashboards.rename", slug=slug, view_id=row.id),
            url_for("dashboards.delete", slug=slug, view_id=row.id),
            row.id == renamed,
        )
        for row in rows
    )
