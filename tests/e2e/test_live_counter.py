"""The counter of a page that is left open changes without a reload, and is read by nobody who does not look at it."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, Route, expect

from tests.e2e.browser import Look
from tests.e2e.conftest import OpenPage
from tests.e2e.people import READER
from tests.e2e.visits import CAMPAIGN

LEAST_PAUSE_MS = 15_000
PAUSE_MS = 30_000  # of the script
NEW = "1,234"
VISIBILITY = "(hidden) => Object.defineProperty(document, 'hidden', {configurable: true, get: () => hidden})"


class Counter:
    """A page with a counter, whose clock the test turns; each reading is answered with a number that is new."""

    def __init__(self, page: Page, address: str) -> None:
        self.page, self.asked = page, 0
        page.clock.install()
        page.route("**/counter", self._answer)
        page.goto(address)
        self.values = page.locator("[data-live] .value")
        self.before = self.values.all_inner_texts()
        page.evaluate("window.isTheSamePage = true")

    def _answer(self, route: Route) -> None:
        self.asked += 1
        route.fulfill(json={"values": [NEW, *self.before[1:]]}, headers={"ETag": '"x"'})

    def wait(self, milliseconds: int) -> None:
        """Let time pass for the page."""
        self.page.clock.run_for(milliseconds)

    def look(self, *, away: bool) -> None:
        """Turn to another tab, or come back."""
        self.page.evaluate(VISIBILITY, away)


@pytest.fixture(params=["/", CAMPAIGN])
def counter(request: pytest.FixtureRequest, open_page: OpenPage) -> Counter:
    """Return the counter of the home page, and of a campaign."""
    return Counter(open_page(Look(), READER), request.param)


def test_the_counter_changes_without_a_reload_and_not_too_often(counter: Counter) -> None:
    assert NEW not in counter.before
    counter.wait(LEAST_PAUSE_MS)
    assert counter.asked == 0
    counter.wait(PAUSE_MS - LEAST_PAUSE_MS)
    expect(counter.values.first).to_have_text(NEW)
    assert counter.values.all_inner_texts()[1:] == counter.before[1:]
    assert counter.page.evaluate("window.isTheSamePage")
    counter.wait(4 * PAUSE_MS)
    expect(counter.values.first).to_have_text(NEW)
    assert counter.asked <= 5 * PAUSE_MS // LEAST_PAUSE_MS


def test_nobody_asks_for_a_page_that_is_not_looked_at(counter: Counter) -> None:
    counter.look(away=True)
    counter.wait(10 * PAUSE_MS)
    assert counter.asked == 0
    assert counter.values.all_inner_texts() == counter.before
    counter.look(away=False)
    counter.wait(PAUSE_MS)
    expect(counter.values.first).to_have_text(NEW)
