"""The queue with a keyboard and nothing else; each decision is undone, so that other tests find the queue whole."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.e2e import people
from tests.e2e.browser import Look, overflow_px
from tests.e2e.conftest import OpenPage
from tests.e2e.people import speak

TITLE = ".detail article h2"
LONGEST_PX = 1_600  # of a queue of twelve, on a desk


@pytest.fixture
def desk(open_page: OpenPage) -> Page:
    """Return the queue of a community manager on a desk."""
    return queue(open_page, Look(width=1440))


def queue(open_page: OpenPage, look: Look) -> Page:
    """Open the queue."""
    page = open_page(look, people.MANAGER)
    page.goto("/feedback/reference")
    speak(page, "en")
    page.goto("/moderation")
    return page


def press(page: Page, key: str) -> None:
    """Press a key that leads to another page, and wait for that page's case to have the focus."""
    with page.expect_navigation():
        page.keyboard.press(key)
    expect(page.locator(".detail > article")).to_be_focused()


def decide(page: Page, key: str) -> None:
    """Take a decision on the open case: those that ask for words are given one of the ready sentences."""
    if key in "bh":
        page.keyboard.press(key)
        expect(page.locator(".act[open] [type=radio]").first).to_be_focused()
        page.keyboard.press("ArrowDown")
        key = "Enter"
    press(page, key)


def test_case_after_case_with_keys_alone(desk: Page) -> None:
    titles = desk.locator(".rows .title a").all_text_contents()
    assert len(titles) >= 6
    press(desk, "j")
    press(desk, "k")
    for number, key in enumerate("ptbhp"):
        expect(desk.locator(TITLE)).to_have_text(titles[number])
        decide(desk, key)
        expect(desk.locator(TITLE)).to_have_text(titles[number + 1])
        expect(desk.locator(".rows li")).to_have_count(len(titles) - 1)
        press(desk, "u")
        expect(desk.locator(TITLE)).to_have_text(titles[number])
        assert desk.locator(".rows .title a").all_text_contents() == titles
        press(desk, "j")


def test_keys_are_told_switched_off_and_not_heard_while_writing(desk: Page) -> None:
    desk.keyboard.press("?")
    expect(desk.locator("#keys-help")).to_be_visible()
    desk.keyboard.press("Escape")
    expect(desk.locator("#keys-help")).to_be_hidden()
    desk.keyboard.press("b")
    expect(desk.locator(".act[open]")).to_have_count(1)
    desk.keyboard.press("Tab")
    expect(desk.locator(".act[open] textarea")).to_be_focused()
    desk.keyboard.type("p j h")
    expect(desk.locator(".act[open] textarea")).to_have_value("p j h")
    desk.keyboard.press("Escape")
    expect(desk.locator(".act[open]")).to_have_count(0)
    desk.keyboard.press("h")
    expect(desk.locator(".act[open]")).to_have_count(1)
    desk.keyboard.press("Escape")
    expect(desk.locator(".act[open]")).to_have_count(0)
    desk.keyboard.press("?")
    expect(desk.locator("#keys-help input")).to_be_focused()
    desk.keyboard.press("Space")
    desk.reload()
    desk.keyboard.press("j")
    expect(desk.locator("#keys-help input")).not_to_be_checked()
    assert desk.url.endswith("/moderation")


def test_a_key_is_heard_as_soon_as_the_help_is_closed(desk: Page) -> None:
    """The browser takes the focus from the box of the help only when it draws again."""
    desk.evaluate("""() => {
      const help = document.querySelector("#keys-help"), box = help.querySelector("input");
      help.showPopover(); box.focus(); help.hidePopover();
      box.dispatchEvent(new KeyboardEvent("keydown", { key: "b", bubbles: true, cancelable: true }));
    }""")
    expect(desk.locator(".act[open]")).to_have_count(1)


def test_a_key_that_is_held_decides_once(desk: Page) -> None:
    titles = desk.locator(".rows .title a").all_text_contents()
    with desk.expect_navigation():
        desk.keyboard.down("p")
    desk.keyboard.down("p")  # what a browser hears as long as it is held
    desk.keyboard.up("p")
    expect(desk.locator(TITLE)).to_have_text(titles[1])
    press(desk, "u")
    assert desk.locator(".rows .title a").all_text_contents() == titles


def test_a_second_press_just_after_a_decision_decides_nothing(desk: Page) -> None:
    titles = desk.locator(".rows .title a").all_text_contents()
    press(desk, "p")
    desk.keyboard.press("p")
    desk.wait_for_timeout(700)  # longer than it takes to be shown the next case
    expect(desk.locator(TITLE)).to_have_text(titles[1])
    press(desk, "u")
    assert desk.locator(".rows .title a").all_text_contents() == titles


def test_one_decision_is_open_at_a_time(desk: Page) -> None:
    acts = desk.locator(".act > summary")
    for number in range(acts.count()):
        acts.nth(number).press("Enter")
        expect(desk.locator(".act[open]")).to_have_count(1)


def test_a_queue_of_twelve_is_short_on_a_desk(desk: Page) -> None:
    assert desk.evaluate("document.documentElement.scrollHeight") <= LONGEST_PX
    expect(desk.locator(".act-bar")).to_be_in_viewport(ratio=1)


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_one_case_a_screen_on_a_phone(open_page: OpenPage, *, script: bool) -> None:
    page = queue(open_page, Look(width=390, height=844, script=script))
    expect(page.locator(".rows").first).to_be_hidden()
    expect(page.locator(".act-bar button", has_text="Publish").first).to_be_in_viewport(ratio=1)
    page.get_by_role("button", name="Other decisions").click()
    expect(page.locator(".act-more")).to_be_in_viewport(ratio=0.9)
    page.locator(".act summary", has_text="Hide").click()
    expect(page.locator(".act[open] textarea")).to_be_visible()
    page.goto("/moderation")
    page.get_by_role("link", name="The whole list").click()
    expect(page.locator(".rows")).to_be_visible()
    expect(page.locator(".detail")).to_be_hidden()
    page.locator(".rows a").nth(1).click()
    expect(page.locator(".rows")).to_be_hidden()
    assert overflow_px(page) == 0


def test_undo_without_a_script(open_page: OpenPage) -> None:
    page = queue(open_page, Look(width=390, height=844, script=False))
    title = page.locator(TITLE).inner_text()
    page.locator(".act-bar button", has_text="Publish").first.click()
    expect(page.locator(TITLE)).not_to_have_text(title)
    page.locator(".toast button").click()
    expect(page.locator(TITLE)).to_have_text(title)
