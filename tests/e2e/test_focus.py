"""Page by page, from the first place of the keyboard to the last: the focus is seen, in sight, and goes forward."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from tests.e2e import people
from tests.e2e.browser import Look
from tests.e2e.conftest import OpenPage
from tests.e2e.keyboard import MOST_STEPS, Keyboard
from tests.e2e.people import speak
from tests.e2e.visits import VISITS, go

IS_INSIDE = "steps => steps < 2 || !document.activeElement.matches('body, .skip')"
LOOKS = {"desk": Look(), "phone, right to left": Look(locale="ar", width=390, height=844)}
WALKED = {
    people.AUTHOR: ("home of a tester", "campaign, taking part", "mission", "form", "own contribution with a question"),
    people.READER: ("feed", "contribution of somebody else", "profile"),
    people.MODERATOR: ("queue",),
    people.MANAGER: ("contribution to answer",),
    people.SPONSOR: ("dashboard of an entity", "decision"),
    people.CENTRAL: ("edition", "translations", "change a mission"),
}


@pytest.mark.parametrize("look", LOOKS.values(), ids=LOOKS)
@pytest.mark.parametrize("email", WALKED, ids=lambda email: email.partition("@")[0])
def test_the_keyboard_walks_through(open_page: OpenPage, email: str, look: Look) -> None:
    page = open_page(look, email)
    page.goto("/feedback/reference")
    speak(page, look.locale)
    keys = Keyboard(page)
    for visit in VISITS[email]:
        if visit.name not in WALKED[email]:
            continue
        go(page, visit)
        page.goto(page.url.partition("#")[0])  # a link may lead further down; the walk begins at the top
        keys.step()
        steps = 1
        while steps < MOST_STEPS and page.evaluate(IS_INSIDE, steps):
            keys.step()
            steps += 1
        assert 5 < steps < MOST_STEPS, f"{visit.name}: {steps}"


def test_a_focus_that_nobody_sees_is_found(page: Page) -> None:
    page.goto("/sign-in")
    page.evaluate("document.querySelector('.skip').style.outline = 'none'")
    with pytest.raises(AssertionError, match="shows no focus"):
        Keyboard(page).step()
