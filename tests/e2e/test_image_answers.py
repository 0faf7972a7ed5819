"""An image as an answer, in a browser: covered before it leaves the device, replaced, removed."""

from __future__ import annotations

from io import BytesIO

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from tests.e2e.browser import Look, accessibility_faults, follow, overflow_px
from tests.e2e.conftest import OpenPage
from tests.e2e.people import READER, sign_in, speak
from tests.e2e.test_redaction import INK, PHONE, colours, drag, keep, screenshot
from tests.e2e.visits import OTHER, TO_ANSWER

PICKER = "fieldset[data-images]"
NEXT = ".send-bar button[value=next]"


def question_of(page: Page) -> Page:
    """Sign somebody in who answers, and go to the question that takes an image."""
    sign_in(page, READER)
    speak(page, "en")
    page.goto(OTHER)
    follow(page, page.locator(TO_ANSWER).first)
    for _screen in range(12):
        if page.locator(PICKER).count():
            return page
        follow(page, page.locator(NEXT))
    raise AssertionError


def choose(page: Page) -> None:
    """Choose an image with something red in it."""
    page.locator(f"{PICKER} input[type=file]:not(.camera)").set_input_files(screenshot())
    expect(page.locator("[data-previews] li")).to_have_count(1)


def go_on_and_back(page: Page) -> None:
    """Go on, which saves, and come back to the question."""
    here = page.url
    follow(page, page.locator(NEXT))
    expect(page.locator(PICKER)).to_have_count(0)
    page.goto(here)
    expect(page.locator(PICKER)).to_have_count(1)


def test_an_answer_is_covered_wholly_kept_replaced_and_removed(open_page: OpenPage) -> None:
    page = question_of(open_page(PHONE))
    choose(page)
    page.locator("[data-cover]").click()
    expect(page.locator("dialog.cover")).to_be_visible()
    drag(page, (0.5, 0.5), (-0.5, -0.5))  # each box is larger than what is left of the image there
    drag(page, (0.49, 0.49), (1.5, 1.5))
    drag(page, (0.51, 0.49), (1.5, -0.5))
    drag(page, (0.49, 0.51), (-0.5, 1.5))
    keep(page)
    page.locator("[data-alt] textarea").fill("A screen")
    assert overflow_px(page) == 0
    assert accessibility_faults(page) == []
    go_on_and_back(page)
    kept = page.locator("[data-kept]")
    expect(kept.locator("textarea")).to_have_value("A screen")
    address = (kept.locator("img").get_attribute("src") or "").partition("?")[0]
    raw = page.request.get(address).body()
    with Image.open(BytesIO(raw)) as image:
        assert image.size == (400, 800)
    for colour in colours(raw):
        assert max(abs(band - ink) for band, ink in zip(colour, INK, strict=True)) < 8, colour


def test_a_kept_image_is_covered_in_place_replaced_and_removed(open_page: OpenPage) -> None:
    page = question_of(open_page(PHONE))
    choose(page)
    page.locator("[data-alt] textarea").fill("A screen")
    go_on_and_back(page)
    page.locator("[data-cover-kept]").click()
    expect(page.locator("dialog.cover")).to_be_visible()
    drag(page, (0.02, 0.36), (0.98, 0.48))
    keep(page)
    expect(page.locator("[data-kept]")).to_have_count(0)
    expect(page.locator("[data-alt] textarea")).to_have_value("A screen")
    go_on_and_back(page)
    address = (page.locator("[data-kept] img").get_attribute("src") or "").partition("?")[0]
    with Image.open(BytesIO(page.request.get(address).body())) as image:
        assert image.convert("RGB").getpixel((200, 336)) == pytest.approx(INK, abs=8)
    choose(page)  # another one takes its place
    expect(page.locator("[data-kept]")).to_have_count(0)
    page.locator("[data-previews] [data-remove]").click()
    go_on_and_back(page)
    expect(page.locator("[data-kept]")).to_have_count(0)


def test_without_a_script_it_is_chosen_and_removed_with_buttons(open_page: OpenPage) -> None:
    page = question_of(open_page(Look(script=False)))
    expect(page.locator(".without-script")).to_be_visible()
    page.locator(f"{PICKER} input[type=file]").first.set_input_files(screenshot())
    go_on_and_back(page)
    expect(page.locator("[data-kept] img")).to_be_visible()
    page.locator("[data-kept] [data-remove]").click()
    expect(page.locator(PICKER)).to_have_count(1)
    expect(page.locator("[data-kept]")).to_have_count(0)
