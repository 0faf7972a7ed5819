"""Charts that people take away as a file, from the page they stand on: its rights and filters are theirs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlencode

from flask import Flask, Response, g, request
from flask_babel import gettext as _

from app.charts.document import svg_document
from app.charts.table import chart_table
from app.charts.taken import ChartFormat, note_taken
from app.charts.types import Chart
from app.core.errors import NotFound
from app.i18n.locale import direction_of
from app.tables.types import TableFormat
from app.web.context import current_actor, current_locale, current_session
from app.web.tables import table_file

CHART, KIND = "chart", "as"  # in the address


@dataclass(frozen=True, slots=True)
class ChartFile:
    """A link to a file of a chart. ``image_name``: of the image that a script makes of the file; "": it makes none."""

    url: str
    label: str
    spoken: str
    image_name: str = ""


def init_app(app: Flask) -> None:
    """Give components ``chart_files()``."""
    app.jinja_env.globals["chart_files"] = chart_files


def chart_file(charts: Iterable[Chart]) -> Response | None:
    """Return the chart of the page that its address asks for as a file; ``None``: the page itself.

    From here on the page's charts have links to their files.

    :raises NotFound: the page has no such chart, or no such file of it
    """
    g.offers_charts = True
    if CHART not in request.args:
        return None
    chart = next((each for each in charts if each.id == request.args[CHART] and not each.is_empty), None)
    if chart is None or request.args.get(KIND) not in set(ChartFormat):
        raise NotFound
    kind = ChartFormat(request.args[KIND])
    note_taken(current_session(), current_actor(), chart, kind, request.path)
    if kind is ChartFormat.CSV:
        return table_file(chart_table(chart), TableFormat.CSV, chart.id)
    locale = current_locale()
    content = svg_document(chart, locale, is_rtl=direction_of(locale) == "rtl")
    response = Response(content, mimetype="image/svg+xml")
    response.headers["Content-Disposition"] = f'attachment; filename="{chart.id}.svg"'
    return response


def chart_files(chart: Chart) -> tuple[ChartFile, ...]:
    """Return the links to the files of a chart; none on a page that gives none."""
    if not g.get("offers_charts"):
        return ()
    drawing, figures = (_address(chart, kind) for kind in ChartFormat)
    return (
        ChartFile(drawing, "SVG", _("“%(title)s” as an SVG drawing", title=chart.title)),
        ChartFile(drawing, "PNG", _("“%(title)s” as a PNG image", title=chart.title), f"{chart.id}.png"),
        ChartFile(figures, "CSV", _("The figures of “%(title)s” as CSV", title=chart.title)),
    )


def _address(chart: Chart, kind: ChartFormat) -> str:
    kept = [(name, value) for name, value in request.args.items(multi=True) if name not in {CHART, KIND}]
    return f"{request.script_root}{request.path}?{urlencode([*kept, (CHART, chart.id), (KIND, kind.value)])}"
