"""What a chart is drawn with, and the table that says the same."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest

from app.charts.bars import Bar, Bars, Funnel, Likert, Stack, StackedBars
from app.charts.plots import Dot, Dots, Heat, HeatMap, HeatRow, Lines, Multiples, Series
from app.charts.table import chart_table
from app.charts.types import ChartMark, Shape, Value
from app.tables.write import write_csv
from app.web.catalogue_charts import sample_charts

WORDS: dict[str, Any] = {"title": "Title", "label_heading": "Label", "value_heading": "Number"}


def values(*numbers: float | None) -> tuple[Value, ...]:
    return tuple(Value("-" if number is None else f"{number:g}", number) for number in numbers)


def test_bars_are_as_long_as_their_share_and_nothing_is_no_bar() -> None:
    chart = Bars(id="a", rows=(Bar("One", "4", 1), Bar("Two", "1", 0.25), Bar("None", "0", 0)), **WORDS)
    assert [[mark.width for mark in track.marks] for track in chart.tracks] == [[100, 100], [100, 25], [100]]


def test_steps_of_a_funnel_stand_around_one_middle() -> None:
    chart = Funnel(id="a", rows=(Bar("All", "8", 1), Bar("Some", "2", 0.25)), **WORDS)
    assert [[(mark.x, mark.width) for mark in track.marks] for track in chart.tracks] == [[(0, 100)], [(37.5, 25)]]


@pytest.mark.parametrize(("fills", "widths"), [(True, [75, 25]), (False, [37.5, 12.5])])
def test_parts_fill_their_line_or_are_as_long_as_their_sum(*, fills: bool, widths: list[float]) -> None:
    rows = (Stack("Few", values(3, 1)), Stack("Many", values(8, 0)))
    chart = StackedBars(id="a", series=("A", "B"), rows=rows, fills_line=fills, **WORDS)
    first, second = chart.tracks
    assert [mark.width for mark in first.marks] == widths
    assert [mark.width for mark in second.marks] == [100]
    assert {(mark.tone, mark.pattern) for mark in first.marks} == {("t1", 0), ("t2", 1)}


def test_answers_lie_on_both_sides_of_one_middle() -> None:
    rows = (Stack("Balanced", values(1, 2, 1)), Stack("Low", values(4, 0, 0)), Stack("Nobody", values(0, 0, 0)))
    balanced, low, nobody = Likert(id="a", series=("No", "Neither", "Yes"), rows=rows, **WORDS).tracks
    assert [(mark.x, mark.width, mark.tone) for mark in balanced.marks] == [
        (25, 12.5, "low"), (37.5, 25, "mid"), (62.5, 12.5, "high"),
    ]  # fmt: skip
    assert [(mark.x, mark.width) for mark in low.marks] == [(0, 50)]
    assert nobody.marks == ()


@pytest.mark.usefixtures("context")
def test_a_dot_stands_in_its_interval_on_the_scale_of_the_chart() -> None:
    value, low, high, n = values(3, 2, 6, 9)
    rows = (Dot("A", value, low, high, n), Dot("B", Value("Not shown"), low, high, n, is_masked=True))
    shown, masked = Dots(id="a", rows=rows, low=Value("1", 1), high=Value("5", 5), **WORDS).tracks
    assert shown.marks[1:] == (ChartMark(Shape.LINE, 25, 75, "t1"), ChartMark(Shape.DOT, 50, 0, "t1"))
    assert masked.marks == ()


@pytest.mark.usefixtures("context")
def test_the_table_of_dots_names_what_is_counted() -> None:
    ends: dict[str, Any] = {"low": Value("1", 1), "high": Value("5", 5)}
    assert Dots(id="a", rows=(), **ends, **WORDS).headings[-1] == "Number of answers"
    assert Dots(id="a", rows=(), n_heading="Contributions", **ends, **WORDS).headings[-1] == "Contributions"


def test_a_line_has_a_gap_where_a_value_is_missing() -> None:
    chart = Lines(id="a", points=("1", "2", "3"), series=(Series("A", values(1, None, 2)),), **WORDS)
    ((_key, dots, pieces),) = chart.paths
    assert [place for place, _height in dots] == [2, 98]
    assert pieces == ()
    assert chart.highest == "2"


def test_cells_are_the_darker_the_more_they_hold() -> None:
    cells = tuple(Heat("", number) for number in (0, 1, 50, 100, None))
    chart = HeatMap(id="a", columns=tuple("abcde"), rows=(HeatRow("A", cells),), **WORDS)
    assert [chart.level(cell) for cell in cells] == [0, 1, 3, 5, 0]


def test_the_table_of_several_charts_names_each() -> None:
    parts = tuple(Bars(id=title, rows=(Bar("A", "1", 1, number=1),), **{**WORDS, "title": title}) for title in "xy")
    table = chart_table(Multiples(id="a", parts=parts, **WORDS))
    assert table.headings == ("Label", "Label", "Number")
    assert list(table.rows) == [("x", "A", 1), ("y", "A", 1)]


def test_a_table_has_numbers_where_there_are_some_and_no_formula() -> None:
    rows = (Bar("=1+1", "1,200", 1, number=1200), Bar("B", "Not shown", 0, is_masked=True))
    file = write_csv(chart_table(Bars(id="a", rows=rows, **WORDS))).decode("utf-8-sig")
    assert list(csv.reader(io.StringIO(file), delimiter=";")) == [
        ["Label", "Number"], ["'=1+1", "1200"], ["B", "Not shown"],
    ]  # fmt: skip


@pytest.mark.usefixtures("context")
@pytest.mark.parametrize("chart", sample_charts(), ids=lambda chart: chart.id)
def test_every_kind_has_a_table_of_its_lines(chart: Bars) -> None:
    table = chart_table(chart)
    assert all(len(row) == len(table.columns) for row in table.rows)
    assert len(table.rows) == len(chart.lines)
    assert chart.is_empty == (not table.rows)
