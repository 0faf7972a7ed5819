"""The table of a chart, as a file has it."""

from __future__ import annotations

from app.charts.types import Chart
from app.tables.types import Cell, Column, ColumnKind, Table


def chart_table(chart: Chart) -> Table:
    """Return what a chart says as a table: a number where there is one, else the words that stand in its place."""
    values = [line.values for line in chart.lines]
    kinds = [
        ColumnKind.NUMBER if any(line[place].number is not None for line in values) else ColumnKind.TEXT
        for place in range(len(chart.headings))
    ]
    labels = tuple(Column(heading, ColumnKind.LONG_TEXT) for heading in chart.label_headings)
    columns = (*labels, *(Column(heading, kind) for heading, kind in zip(chart.headings, kinds, strict=True)))
    rows: list[tuple[Cell, ...]] = [
        (*line.labels, *(each.shown if each.number is None else each.number for each in line.values))
        for line in chart.lines
    ]
    return Table(chart.title, columns, rows)
