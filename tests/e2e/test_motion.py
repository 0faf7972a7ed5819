"""Who asked their device for less motion sees none; others see the little there is."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from tests.e2e.browser import Look
from tests.e2e.conftest import OpenPage
from tests.e2e.people import AUTHOR, PLAYER, WAVE_ON_THE_WAY, sign_in
from tests.e2e.visits import CAMPAIGN

MOVING = """() => {
  const last = (times) => Math.max(...times.split(",").map(parseFloat));
  const moves = (style) => last(style.transitionDuration) > 0 || style.scrollBehavior === "smooth"
    || (style.animationName !== "none" && last(style.animationDuration) > 0);
  return [...document.querySelectorAll("*")].flatMap((one) => [null, "::before", "::after", "::backdrop"]
    .filter((part) => moves(getComputedStyle(one, part)))
    .map((part) => `${one.tagName}.${one.className}${part ?? ""}`));
}"""
PAGES = (
    "/",
    CAMPAIGN,
    f"{CAMPAIGN}/feedback",
    f"{CAMPAIGN}/missions/1/play",
    f"{CAMPAIGN}/missions/1/feedback/new",
    f"{CAMPAIGN}/questionnaires/{WAVE_ON_THE_WAY}/answer",
    "/mine",
)


def moving(page: Page, motion: str) -> list[str]:
    """Return what moves on a page."""
    page.emulate_media(reduced_motion="reduce" if motion == "reduce" else "no-preference")
    found: list[str] = page.evaluate(MOVING)
    return found


@pytest.mark.parametrize("address", PAGES)
def test_nothing_moves_for_who_wants_less_motion(open_page: OpenPage, address: str) -> None:
    page = open_page(Look())
    sign_in(page, PLAYER if "questionnaires" in address else AUTHOR)
    page.goto(address)
    assert moving(page, "reduce") == []
    assert moving(page, "no-preference"), "this would see motion where there is some"
