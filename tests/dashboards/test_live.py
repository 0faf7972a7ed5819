"""A page waits for the end of the week, unless a crowd contributes."""

from __future__ import annotations

from datetime import date

import pytest

from app.dashboards.queries.ledger import Counts, Ledger, Place
from app.figures.record import Cell
from app.figures.weeks import SPANS, week_of
from app.policy.masking import LIVE_FROM

TODAY = date(2026, 11, 18)  # a Wednesday
PLACE = Place(1, 1, "loan-app", 1, 5, 5, "home", "Home", "en", [1, 2, 3, 4, 5], [])


def ledger(people: int) -> Ledger:
    """Return an edition in which ``people`` contribute this week, one contribution each."""
    week = week_of(TODAY)
    cells = {Cell("", span, week // span * span): people for span in SPANS}
    return Ledger(PLACE, week, TODAY, weeks={week: {"idea": Counts(people)}}, people=cells)


@pytest.mark.parametrize(("people", "shown"), [(5, None), (LIVE_FROM - 1, None), (LIVE_FROM, LIVE_FROM), (400, 400)])
def test_the_running_week_is_told_of_a_crowd_only(people: int, shown: int | None) -> None:
    assert ledger(people).tally.contributions == shown
