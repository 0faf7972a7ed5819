"""From the first look at a campaign to the thanks for one's answers: with the keyboard alone, and without script."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.e2e.browser import Look, follow
from tests.e2e.conftest import OpenPage
from tests.e2e.keyboard import Keyboard
from tests.e2e.people import STARTERS, speak
from tests.e2e.visits import OTHER, TO_ANSWER

WORDS = "The total stands next to the instalment, and I read it at once."
CONFIRMED = "I have read what I may and may not do, and I will keep to it."
PHONE = (390, 844)


def enter(open_page: OpenPage, email: str, look: Look) -> Page:
    """Open the campaign for somebody who does not take part yet, in English."""
    page = open_page(look, email)
    page.goto("/feedback/reference")
    speak(page, "en")
    page.goto(OTHER)
    return page


def test_taking_part_by_keyboard(open_page: OpenPage) -> None:
    keys = Keyboard(page := enter(open_page, STARTERS[0], Look()))
    keys.follow(page.get_by_role("link", name="Join the campaign"))
    send = page.get_by_role("button", name="Join the campaign")
    keys.follow(send)
    expect(page.locator("[data-error-summary]")).to_be_focused()
    agree = page.locator("input[name=agrees]")
    keys.to(agree)
    keys.press("Space")
    expect(agree).to_be_checked()
    for question in page.locator("#join [data-question]").all():
        keys.choose(question.locator("input[type=radio]").first)
    keys.follow(send, "Space")
    expect(page.get_by_role("link", name="Join the campaign")).to_have_count(0)

    keys.follow(page.locator("#missions article h3 a").first)
    keys.follow(page.get_by_role("link", name="Step by step"))
    confirm = page.get_by_label(CONFIRMED)
    keys.to(confirm)
    keys.press("Space")
    keys.follow(page.get_by_role("button", name="Confirm and start"))
    keys.follow(page.get_by_role("button", name="Done", exact=True))
    expect(page.locator("#position")).to_contain_text("2")

    page.goto(OTHER)
    keys.follow(page.locator(TO_ANSWER).first)
    keys.fill(page.locator("[data-question] textarea:not([name$='_words'])").first, WORDS)
    keys.follow(page.locator("button[value=next]:not(.hidden)"))
    while page.get_by_role("button", name="Send my answers").count() == 0:
        keys.follow(page.locator("button[value=next]:not(.hidden)"))
    expect(page.locator("main")).to_contain_text(WORDS)
    keys.follow(page.get_by_role("button", name="Send my answers"))
    expect(page.locator("h1")).to_have_text("Thank you for your answers")


def test_taking_part_without_script(open_page: OpenPage) -> None:
    page = enter(open_page, STARTERS[1], Look(script=False, width=PHONE[0], height=PHONE[1]))
    page.get_by_role("link", name="Join the campaign").click()
    follow(page, page.get_by_role("button", name="Join the campaign"))
    expect(page.locator("[data-error-summary] a").first).to_be_visible()
    for question in page.locator("#join [data-question]").all():
        question.locator("input[type=radio]").first.check()
    page.locator("input[name=agrees]").check()
    page.get_by_role("button", name="Join the campaign").click()

    page.locator("#missions article h3 a").first.click()
    page.get_by_role("link", name="Step by step").click()
    page.get_by_label(CONFIRMED).check()
    page.get_by_role("button", name="Confirm and start").click()
    page.get_by_role("button", name="Done", exact=True).click()
    expect(page.locator("#position")).to_contain_text("2")

    page.goto(OTHER)
    page.locator(TO_ANSWER).first.click()
    page.locator("[data-question] textarea:not([name$='_words'])").first.fill(WORDS)
    follow(page, page.locator("button[value=next]:not(.hidden)"))
    while page.get_by_role("button", name="Send my answers").count() == 0:
        follow(page, page.locator("button[value=next]:not(.hidden)"))
    expect(page.locator("main")).to_contain_text(WORDS)
    page.get_by_role("button", name="Send my answers").click()
    expect(page.locator("h1")).to_have_text("Thank you for your answers")
