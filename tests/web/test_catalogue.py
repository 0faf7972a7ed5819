"""The page of pieces is there for those who build, signed in; production does not have it."""

from __future__ import annotations

from dataclasses import replace

from flask import Flask
from markupsafe import escape
from sqlalchemy.orm import Session

from app import create_app
from app.web.catalogue_charts import sample_charts
from config import Settings
from tests.conftest import Browser
from tests.factories.accounts import make_person


def test_builders_see_every_piece(session: Session, browser: Browser) -> None:
    answer = browser.as_(make_person(session)).get("/_components")
    assert answer.status_code == 200
    assert b'type="file"' in answer.data


def test_charts_draw_merged_weeks_as_wide_as_they_are_and_hatch_what_is_not_shown(
    session: Session, browser: Browser
) -> None:
    page = browser.as_(make_person(session)).get("/_components").text
    chart = page[page.index('id="columns"') : page.index("</figure>", page.index('id="columns"'))]
    assert chart.count("<li") == chart.count('scope="row"') == 6
    assert '<li data-span="3">' in chart
    assert chart.count('class="hatch"') == 1
    assert "Hatched: not shown." in chart


def test_production_has_no_such_page(app: Flask, settings: Settings) -> None:
    assert "catalogue.components" in app.view_functions
    production = create_app(replace(settings, production=True))
    assert "catalogue.components" not in production.view_functions


def test_every_chart_says_its_numbers_in_a_table_too(session: Session, browser: Browser) -> None:
    page = browser.as_(make_person(session)).get("/_components").text
    for chart in sample_charts():
        start = page.index(f'id="{chart.id}"')
        figure = page[start : page.index("</figure>", start)]
        if chart.is_empty:
            assert "There is nothing to show yet." in figure
        else:
            assert figure.count('scope="row"') == sum(len(line.labels) for line in chart.lines), chart.id
            assert all(str(escape(value.shown)) in figure for line in chart.lines for value in line.values)
