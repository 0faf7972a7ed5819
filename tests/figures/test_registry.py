"""The list of figures is complete, and leads to filters that exist."""

from __future__ import annotations

import pytest
from click.testing import CliRunner
from flask import Flask

from app.dashboards.cli import figures
from app.dashboards.queries.recount import SOURCES
from app.feedback.forms.filters import FeedFilterForm
from app.figures.registry import FIGURES, PEOPLE, FigureEntry, Unit
from app.figures.types import Closure, FigureName


def test_every_name_has_one_entry_and_every_kept_one_a_definition() -> None:
    assert [figure.name for figure in FIGURES] == list(FigureName)
    defined = {figure.name for source in SOURCES for figure in source.figures}
    assert defined == {figure.name for figure in FIGURES if figure.is_kept}


def test_people_are_parts_of_people_down_to_those_who_joined() -> None:
    order = list(PEOPLE)
    for name, whole in PEOPLE.items():
        assert whole is None or order.index(whole) < order.index(name)
    assert [name for name, whole in PEOPLE.items() if whole is None] == [FigureName.INVITED, FigureName.JOINED]


@pytest.mark.parametrize("figure", [figure for figure in FIGURES if figure.list_filter], ids=lambda one: one.name)
def test_what_leads_to_cards_names_a_filter_of_their_list(figure: FigureEntry) -> None:
    name, _, value = figure.list_filter.partition("=")
    assert name in FeedFilterForm()
    assert not value or value in set(Closure)
    assert figure.unit is Unit.CONTRIBUTIONS


def test_the_command_lists_them_all(app: Flask) -> None:
    with app.app_context():
        lines = CliRunner().invoke(figures, ["list"]).output.splitlines()
    assert [line.split()[0] for line in lines] == [figure.name.value for figure in FIGURES]
    assert ["masked" in line for line in lines] == [figure.unit is Unit.PEOPLE for figure in FIGURES]
