"""A questionnaire is put in order by dragging its questions, and a question is seen while it is written."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, Page, expect

from tests.e2e.browser import Look, accessibility_faults, overflow_px
from tests.e2e.conftest import OpenPage
from tests.e2e.people import CENTRAL, sign_in, speak
from tests.e2e.visits import CAMPAIGN

ASKED = f"{CAMPAIGN}/questionnaires"
TITLES = ("Alpha", "Beta", "Gamma", "Delta")


def built(page: Page, title: str) -> Page:
    """Sign somebody in, and make a questionnaire with four questions."""
    sign_in(page, CENTRAL)
    speak(page, "en")
    page.goto(f"{ASKED}/new")
    page.locator("[name=title]").fill(title)
    page.get_by_role("button", name="Save the questionnaire").click()
    page.wait_for_url(re.compile(r"/questionnaires/\d+$"))
    here = page.url
    for name in TITLES:
        page.goto(f"{here}/questions/new/long_text")
        page.locator("[name=prompt]").fill(name)
        page.get_by_role("button", name="Save the question").click()
        page.wait_for_url(re.compile(r"/questions/\w{13}$"))
    page.goto(here)
    return page


def order(page: Page) -> list[str]:
    titles = page.locator("[data-order] > li .title").all_inner_texts()
    return [title.partition(". ")[2] for title in titles]


def handle(page: Page, name: str) -> Locator:
    return page.locator("[data-order] > li", has_text=name).locator(".handle")


def drag(page: Page, name: str, to: str, *, drop: bool = True) -> None:
    """Drag a question by its handle over another one, a little past its middle."""
    page.locator("[data-order]").evaluate("list => list.scrollIntoView({ block: 'center' })")
    start, end = handle(page, name).bounding_box(), handle(page, to).locator("xpath=ancestor::li").bounding_box()
    assert start is not None
    assert end is not None
    past = 6 if end["y"] > start["y"] else -6
    page.mouse.move(start["x"] + start["width"] / 2, start["y"] + start["height"] / 2)
    page.mouse.down()
    page.mouse.move(start["x"] + start["width"] / 2, end["y"] + end["height"] / 2 + past, steps=8)
    if drop:
        page.mouse.up()


def test_questions_are_dragged_to_another_place(open_page: OpenPage) -> None:
    page = built(open_page(Look()), "Dragged")
    assert order(page) == ["Alpha", "Beta", "Gamma", "Delta"]
    with page.expect_navigation():
        drag(page, "Alpha", "Gamma")
    assert order(page) == ["Beta", "Gamma", "Alpha", "Delta"]
    assert page.url.endswith("#q3")
    with page.expect_navigation():
        drag(page, "Delta", "Beta")
    assert order(page) == ["Delta", "Beta", "Gamma", "Alpha"]
    page.reload()
    assert order(page) == ["Delta", "Beta", "Gamma", "Alpha"]


def test_a_drag_is_given_up_and_buttons_stay(open_page: OpenPage) -> None:
    page = built(open_page(Look(width=390, height=844)), "Given up")
    assert overflow_px(page) == 0
    here = page.url
    drag(page, "Alpha", "Gamma", drop=False)
    assert order(page) == ["Beta", "Gamma", "Alpha", "Delta"]
    page.keyboard.press("Escape")
    assert order(page) == ["Alpha", "Beta", "Gamma", "Delta"]
    page.mouse.up()
    assert page.url == here
    down = page.get_by_role("button", name="Move 1 down")
    down.focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert order(page) == ["Beta", "Alpha", "Gamma", "Delta"]
    assert page.locator(".handle").first.evaluate("one => one.tabIndex") == -1


def test_an_order_that_changed_meanwhile_is_not_written_over(open_page: OpenPage) -> None:
    page, other = built(open_page(Look()), "Two windows"), open_page(Look())
    sign_in(other, CENTRAL)
    speak(other, "en")
    other.goto(page.url)
    with other.expect_navigation():
        drag(other, "Delta", "Alpha")
    with page.expect_navigation():
        drag(page, "Alpha", "Gamma")
    expect(page.locator("main [data-tone=error]")).to_be_visible()
    assert order(page) == ["Delta", "Alpha", "Beta", "Gamma"]


def test_what_is_typed_is_seen_before_it_is_saved(open_page: OpenPage) -> None:
    page = built(open_page(Look()), "Seen")
    here, shown = page.url, page.locator("#preview-area")
    page.goto(f"{here}/questions/new/scale")
    page.locator("[name=prompt]").fill("How easy was <it>?")
    expect(shown.locator("legend")).to_contain_text("How easy was <it>?")
    page.locator("input[name=setting_steps]").fill("7")
    expect(shown.locator("[type=radio]:not([value=''])")).to_have_count(7)
    page.locator("[name=part_END-0-words]").fill("Hard")
    page.locator("[name=part_END-1-words]").fill("Easy")
    expect(shown.locator(".ends")).to_contain_text("Hard")
    page.get_by_label("An answer is required").check()
    expect(shown.locator(".optional")).to_have_count(0)
    assert accessibility_faults(page) == []
    page.goto(here)
    assert order(page) == list(TITLES), "nothing was saved"


def test_without_a_script_a_button_shows_what_was_typed(open_page: OpenPage) -> None:
    page = open_page(Look(script=False))
    sign_in(page, CENTRAL)
    speak(page, "en")
    page.goto(ASKED)
    page.locator("main .rows a").first.click()
    page.goto(f"{page.url}/questions/new/single")
    page.locator("[name=prompt]").fill("Which phone?")
    page.locator("[name=part_OPTION-0-words]").fill("A small one")
    page.get_by_role("button", name="Preview").click()
    expect(page.locator("#preview-area legend")).to_contain_text("Which phone?")
    expect(page.locator("#preview-area")).to_contain_text("A small one")
    expect(page.locator("[name=prompt]")).to_have_value("Which phone?")
    expect(page.locator("[data-error-summary]")).to_have_count(0)
