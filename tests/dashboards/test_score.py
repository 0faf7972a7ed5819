"""The success score: silent, then wide, then narrow."""

from __future__ import annotations

import pytest
from flask import Flask

from app.charts.plots import Dots
from app.dashboards.presenters.score import success_part
from app.feedback.types import Kind
from app.policy.masking import PERCENT_FROM


def address(**filters: str) -> str:
    return "/?" + "&".join(f"{name}={value}" for name, value in filters.items())


def drawn(app: Flask, praise: int, problems: int) -> Dots | None:
    with app.test_request_context():
        kinds: dict[str, int] = {Kind.PRAISE: praise, Kind.PROBLEM: problems, Kind.IDEA: 1000}
        return success_part(kinds, address, "en").chart


def test_it_is_silent_under_twenty_who_judge(app: Flask) -> None:
    assert drawn(app, PERCENT_FROM - 1, 0) is None
    with app.test_request_context():
        part = success_part({Kind.PRAISE: 12, Kind.IDEA: 1000}, address, "en")
    assert part.sentence == "No score yet: 12\u00a0contributions praise or report a problem. It is shown from 20."


def test_its_range_narrows_as_more_take_part(app: Flask) -> None:
    widths = []
    for times in (10, 100, 1000):
        chart = drawn(app, 3 * times, times)
        assert chart is not None
        (row,) = chart.rows
        assert row.value.number == 75
        assert row.n.number == 4 * times
        assert row.url == "/?kind=praise"
        widths.append((row.high.number or 0) - (row.low.number or 0))
    assert widths == sorted(widths, reverse=True)
    assert widths[0] >= 25
    assert widths[-1] < 10


@pytest.mark.parametrize(("praise", "problems"), [(0, 20), (20, 0)])
def test_it_stays_between_nothing_and_a_hundred(app: Flask, praise: int, problems: int) -> None:
    chart = drawn(app, praise, problems)
    assert chart is not None
    (row,) = chart.rows
    assert 0 <= (row.low.number or 0) < (row.high.number or 0) <= 100


def test_its_table_counts_contributions(app: Flask) -> None:
    chart = drawn(app, 20, 0)
    assert chart is not None
    with app.test_request_context():
        assert chart.headings[-1] == "Contributions"


def test_how_it_is_worked_out_names_the_interval_and_its_numbers(app: Flask) -> None:
    with app.test_request_context():
        formula = success_part({Kind.PRAISE: 30, Kind.PROBLEM: 10}, address, "en").formula
    assert "here 30\u00a0of\u00a040." in formula
    assert "Wilson’s interval of a share, at 95%," in formula
