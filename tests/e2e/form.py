"""The form of a contribution, as a writer opens it."""

from __future__ import annotations

from playwright.sync_api import Page

from tests.e2e.people import WRITER, sign_in, speak
from tests.e2e.visits import FORM, UNFOLD_ALL


def open_form(page: Page, email: str = WRITER) -> Page:
    """Sign somebody in, and open an empty form in English with all its parts unfolded."""
    sign_in(page, email)
    speak(page, "en")
    return show_form(page)


def show_form(page: Page) -> Page:
    """Open the form once more, for who is signed in."""
    page.goto(FORM)
    page.locator(".fold").evaluate_all(UNFOLD_ALL)
    return page
