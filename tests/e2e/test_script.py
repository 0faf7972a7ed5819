"""The small script: what it adds to pages that work without it."""

from __future__ import annotations

import pytest
from playwright.sync_api import FilePayload, Page, expect

from tests.e2e.browser import Look
from tests.e2e.conftest import OpenPage
from tests.e2e.people import READER, WRITER, give_password, sign_in, speak
from tests.e2e.pictures import picture
from tests.e2e.visits import CAMPAIGN, FORM

TITLE = "A line that nobody has sent yet"
WORDS = "Several sentences, written on a train. The next tunnel comes soon."
DRAFT_WAIT_MS = 700  # the script keeps what is written once the keys rest for 400 ms


def form_of(page: Page) -> Page:
    """Sign a writer in, and open an empty form."""
    sign_in(page, WRITER)
    speak(page, "en")
    page.goto(FORM)
    return page


@pytest.fixture
def form(page: Page) -> Page:
    """Return a page with an empty form."""
    return form_of(page)


def write(page: Page) -> None:
    """Write something, and wait until it is kept."""
    page.locator("input[name=kind][value=idea]").check()
    page.locator("input[name=title]").fill(TITLE)
    page.locator("textarea[name=body]").fill(WORDS)
    page.wait_for_timeout(DRAFT_WAIT_MS)


def expect_written(page: Page) -> None:
    """Find what was written."""
    expect(page.locator("input[name=title]")).to_have_value(TITLE)
    expect(page.locator("textarea[name=body]")).to_have_value(WORDS)
    expect(page.locator("input[name=kind][value=idea]")).to_be_checked()


def test_a_draft_is_there_after_a_reload_and_gone_when_asked(form: Page) -> None:
    write(form)
    form.reload()
    expect_written(form)
    expect(form.locator("[data-draft]")).to_be_visible()
    form.locator("[data-draft] button").click()
    expect(form.locator("input[name=title]")).to_have_value("")
    form.reload()
    expect(form.locator("[data-draft]")).to_be_hidden()
    expect(form.locator("textarea[name=body]")).to_have_value("")


def test_a_draft_is_there_after_an_expired_session(form: Page) -> None:
    write(form)
    form.context.clear_cookies()
    form.reload()
    expect(form.locator("input[name=password]")).to_be_visible()
    give_password(form, WRITER)
    form.wait_for_url(f"**{FORM}")
    expect_written(form)


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_what_is_sent_after_the_session_expired_comes_back(open_page: OpenPage, *, script: bool) -> None:
    page = form_of(open_page(Look(script=script)))
    write(page)
    page.context.clear_cookies()
    page.get_by_role("button", name="Send", exact=True).click()
    page.get_by_role("button", name="Sign in and keep my text").click()
    give_password(page, WRITER)
    page.get_by_role("button", name="Go back to my text").click()
    expect_written(page)
    page.goto(f"{CAMPAIGN}/feedback")
    expect(page.locator("main")).not_to_contain_text(TITLE)


def test_images_are_shown_described_removed_and_limited(form: Page) -> None:
    chosen = form.locator("input[type=file]")
    chosen.set_input_files([picture("one.png"), picture("two.png", "gold")])
    rows = form.locator("[data-previews] li")
    expect(rows).to_have_count(2)
    rows.nth(1).locator("input").fill("The second one")
    rows.nth(0).locator("[data-remove]").click()
    expect(rows).to_have_count(1)
    expect(rows.locator("[data-name]")).to_have_text("two.png")
    expect(rows.locator("input")).to_have_value("The second one")
    chosen.set_input_files([picture(f"{number}.png") for number in range(5)])
    expect(rows).to_have_count(5)
    expect(form.locator("[data-images-say]")).to_have_text("5 images at most. Left out: 4.png")


def test_the_file_field_holds_what_the_previews_show(form: Page) -> None:
    """Also after a second choice that was cancelled, or that brought something else than an image."""
    chosen, rows = form.locator("input[type=file]"), form.locator("[data-previews] li")
    held = "document.querySelector('input[type=file]').files.length"
    chosen.set_input_files([picture("one.png")])
    expect(rows).to_have_count(1)
    chosen.set_input_files([])
    assert form.evaluate(held) == 1
    note = FilePayload(name="note.txt", mimeType="text/plain", buffer=b"words")
    chosen.set_input_files([note])
    expect(form.locator("[data-images-say]")).to_have_text("Left out: note.txt")
    assert form.evaluate(held) == 1
    expect(rows).to_have_count(1)
    chosen.set_input_files([picture("two.png", "gold"), note])
    expect(rows).to_have_count(2)
    assert form.evaluate(held) == 2


def test_a_part_of_an_image_is_covered_with_the_keyboard(form: Page) -> None:
    form.locator("input[type=file]").set_input_files([picture("card.png", "white")])
    cover = form.locator("[data-cover]")
    cover.click()
    drawing = form.locator("dialog canvas")
    expect(drawing).to_be_focused()
    for key in ("ArrowUp", "Shift+ArrowDown", "Enter"):
        form.keyboard.press(key)
    form.locator("[data-keep]").click()
    expect(form.locator("dialog")).to_be_hidden()
    expect(cover).to_be_focused()
    black = "canvas => canvas.getContext('2d').getImageData(canvas.width / 2, canvas.height * .42, 1, 1).data[0] < 60"
    expect(form.locator("[data-previews] canvas")).to_be_visible()
    form.wait_for_function(f"({black})(document.querySelector('[data-previews] canvas'))")


def test_me_too_is_said_without_leaving_the_page(page: Page) -> None:
    sign_in(page, READER)
    page.goto(f"{CAMPAIGN}/feedback")
    page.evaluate("window.stayed = true")
    card = page.locator("article:has([data-me-too][aria-pressed=false])").first.get_attribute("id")
    button = page.locator(f"#{card} [data-me-too]")
    words = button.inner_text()
    button.click()
    expect(button).to_have_attribute("aria-pressed", "true")
    expect(button).not_to_have_text(words)
    button.dispatch_event("click", {"detail": 2})  # a double click's second, after the answer to the first
    assert button.get_attribute("aria-busy") is None, "it asked for something"
    button.click()
    expect(button).to_have_attribute("aria-pressed", "false")
    expect(button).to_have_text(words)
    button.click()
    expect(button).to_have_attribute("aria-pressed", "true")
    assert page.evaluate("window.stayed")
    page.reload()
    expect(button).to_have_attribute("aria-pressed", "true")
    button.click()
    expect(button).to_have_attribute("aria-pressed", "false")
    expect(button).to_have_text(words)


def test_the_counter_says_how_much_room_is_left(form: Page) -> None:
    words = form.locator("textarea[name=body]")
    line = form.locator("[data-counter=body]")
    limit = int(line.get_attribute("data-limit") or 0)
    before = line.inner_text()
    words.fill("x" * (limit // 2))
    expect(line).to_have_text(before)
    words.fill("x" * (limit - 3))
    expect(line).to_have_text("3 characters left.")
    words.fill("x" * (limit + 2))
    expect(line).to_have_text("2 characters too many.")


def test_menus_close_by_escape_and_by_a_click_elsewhere(form: Page) -> None:
    languages, account = form.locator(".language-menu"), form.locator(".account-menu")
    languages.locator("summary").click()
    expect(languages.locator(".sheet")).to_be_visible()
    form.keyboard.press("Escape")
    expect(languages.locator(".sheet")).to_be_hidden()
    expect(languages.locator("summary")).to_be_focused()
    languages.locator("summary").click()
    account.locator("summary").click()
    expect(languages.locator(".sheet")).to_be_hidden()
    expect(account.locator(".sheet")).to_be_visible()
    form.locator("main h1").click()
    expect(account.locator(".sheet")).to_be_hidden()


def test_two_presses_send_once(page: Page) -> None:
    sign_in(page, READER)
    page.goto(f"{CAMPAIGN}/feedback?sort=me_too")
    page.locator("article:not(.mine) h3 a").first.click()
    page.locator("#comments > form textarea").fill(WORDS)
    page.locator("#comments > form button").dblclick()
    expect(page.locator("#comments .comment", has_text=WORDS)).to_have_count(1)
    page.reload()
    expect(page.locator("#comments .comment", has_text=WORDS)).to_have_count(1)
