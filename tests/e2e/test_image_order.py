"""Images change places: by key with the script, by button without it, and before those that came earlier."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.e2e.browser import Look, accessibility_faults, follow, overflow_px
from tests.e2e.conftest import OpenPage
from tests.e2e.form import open_form
from tests.e2e.test_redaction import PHONE, choose, screenshot

ROWS = "[data-previews] li"
SENT = ".send-bar .gold"
SIZES = ((400, 400), (400, 500), (400, 600))


def described(page: Page, rows: str = ROWS) -> list[str]:
    """Return the descriptions in the order of their rows."""
    return [field.input_value() for field in page.locator(f"{rows} textarea").all()]


def three(page: Page) -> None:
    """Choose three images, and describe each by its place."""
    choose(page, *(screenshot(size, f"{size[1]}.png") for size in SIZES))
    for place, words in enumerate(("one", "two", "three")):
        page.locator(f"{ROWS} textarea").nth(place).fill(words)


def press(page: Page, row: int, way: str, rows: str = ROWS) -> None:
    """Press the key Enter on the button that moves a row."""
    page.locator(rows).nth(row).locator(f"[data-{way}]").press("Enter")


def send_named(page: Page, words: str) -> None:
    """Fill in the rest, and send."""
    page.locator("input[name=kind][value=praise]").check()
    page.locator("textarea[name=title]").fill(words)
    page.locator("textarea[name=body]").fill(f"{words}, and nothing else was to be seen on that screen.")
    page.locator("input[name=identity][value=named]").check()
    page.locator(SENT).click()


def test_images_move_by_key_with_what_describes_them_and_stay_so(open_page: OpenPage) -> None:
    page = open_form(open_page(PHONE))
    three(page)
    expect(page.locator(f"{ROWS}:first-child [data-earlier]")).to_be_hidden()
    expect(page.locator(f"{ROWS}:last-child [data-later]")).to_be_hidden()
    press(page, 2, "earlier")
    assert described(page) == ["one", "three", "two"]
    expect(page.locator(f"{ROWS}:nth-child(2) [data-earlier]")).to_be_focused()
    expect(page.locator(f"{ROWS}:nth-child(2) [data-earlier]")).to_have_accessible_name("Move image 2 up")
    expect(page.locator("[data-images-say]")).to_have_text("Image 2 of 3")
    press(page, 1, "earlier")
    assert described(page) == ["three", "one", "two"]
    expect(page.locator(f"{ROWS}:first-child [data-later]")).to_be_focused()
    assert overflow_px(page) == 0
    assert accessibility_faults(page) == []
    send_named(page, "Three screens, the tall one first")
    page.wait_for_url("**/thanks*")
    follow(page, page.locator("main a[href*='/feedback/']").first)
    shown = page.locator(".thumbnails img")
    assert shown.evaluate_all("images => images.map(image => image.alt)") == ["three", "one", "two"]
    follow(page, page.locator("a[href$='/edit']").first)
    press(page, 2, "earlier", "[data-sent]")
    assert described(page, "[data-sent]") == ["three", "two", "one"]
    expect(page.locator("[data-sent]:nth-child(2) [data-earlier]")).to_be_focused()
    expect(page.locator("[data-sent]").nth(1)).to_contain_text("Remove image 2")
    follow(page, page.get_by_role("button", name="Save", exact=True))
    follow(page, page.locator("a[href$='/edit']").first)
    assert described(page, "[data-sent]") == ["three", "two", "one"]


def test_an_image_chosen_later_is_put_before_one_that_came_earlier(open_page: OpenPage) -> None:
    page = open_form(open_page(PHONE))
    choose(page, screenshot(SIZES[0]))
    page.locator(f"{ROWS} textarea").fill("kept")
    page.locator(SENT).click()  # what is missing is said, and the image is kept
    expect(page.locator("[data-kept]")).to_have_count(1)
    page.locator("input[type=file][multiple]").set_input_files(screenshot(SIZES[1]))
    expect(page.locator(ROWS)).to_have_count(2)
    page.locator(f"{ROWS}:last-child textarea").fill("new")
    press(page, 1, "earlier")
    assert described(page) == ["new", "kept"]
    expect(page.locator("[data-kept] [data-remove]")).to_have_text("Remove image 2")
    send_named(page, "One screen before another")
    page.wait_for_url("**/thanks*")
    follow(page, page.locator("main a[href*='/feedback/']").first)
    shown = page.locator(".thumbnails img")
    assert shown.evaluate_all("images => images.map(image => image.alt)") == ["new", "kept"]


def test_without_a_script_a_form_that_is_shown_again_has_the_buttons(open_page: OpenPage) -> None:
    page = open_form(open_page(Look(script=False, width=390, height=844)))
    files = [screenshot(size, f"{size[1]}.png") for size in SIZES]
    page.locator("input[type=file][multiple]").set_input_files(files)
    page.locator(SENT).click()
    for place, words in enumerate(("one", "two", "three")):
        page.locator("[data-kept] textarea").nth(place).fill(words)
    follow(page, page.locator("[data-kept]").nth(2).get_by_role("button", name="Move image 3 up"))
    assert described(page, "[data-kept]") == ["one", "three", "two"]
    assert overflow_px(page) == 0
