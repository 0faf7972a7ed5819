"""The small script: what it adds to pages that work without it."""

from __future__ import annotations

from io import BytesIO
from typing import Literal

import pytest
from PIL import Image
from playwright.sync_api import FilePayload, Page, expect

from tests.e2e.browser import Look, follow
from tests.e2e.conftest import OpenPage
from tests.e2e.form import open_form
from tests.e2e.people import CENTRAL, READER, WRITER, give_password, sign_in, speak
from tests.e2e.pictures import picture
from tests.e2e.visits import CAMPAIGN, FORM

TITLE = "A line that nobody has sent yet"
WORDS = "Several sentences, written on a train. The next tunnel comes soon."
DRAFT_WAIT_MS = 700  # the script keeps what is written once the keys rest for 400 ms: later it keeps nothing
DRAFTS = "Object.entries(localStorage).filter(([key]) => key.startsWith('draft:'))"


@pytest.fixture
def form(page: Page) -> Page:
    """Return a page with an empty form."""
    return open_form(page)


def write(page: Page, *, script: bool = True) -> None:
    """Write something, and wait until the script keeps it."""
    page.locator("input[name=kind][value=idea]").check()
    page.locator("textarea[name=title]").fill(TITLE)
    page.locator("textarea[name=body]").fill(WORDS)
    if script:
        wait_for_draft(page, WORDS)


def wait_for_draft(page: Page, words: str) -> None:
    """Wait until this browser keeps a draft that holds these words."""
    page.wait_for_function(f"words => {DRAFTS}.some(([, kept]) => kept.includes(words))", arg=words)


def expect_written(page: Page) -> None:
    """Find what was written."""
    expect(page.locator("textarea[name=title]")).to_have_value(TITLE)
    expect(page.locator("textarea[name=body]")).to_have_value(WORDS)
    expect(page.locator("input[name=kind][value=idea]")).to_be_checked()


def test_a_draft_is_there_after_a_reload_and_gone_when_asked(form: Page) -> None:
    write(form)
    form.reload()
    expect_written(form)
    expect(form.locator("[data-draft]")).to_be_visible()
    form.locator("[data-draft] button").click()
    expect(form.locator("textarea[name=title]")).to_have_value("")
    form.reload()
    expect(form.locator("[data-draft]")).to_be_hidden()
    expect(form.locator("textarea[name=body]")).to_have_value("")


def drafts_in(page: Page) -> int:
    """Return how many drafts this browser keeps."""
    return int(page.evaluate(f"{DRAFTS}.length"))


def test_what_was_not_written_in_leaves_no_draft(form: Page) -> None:
    form.locator("textarea[name=title]").fill(TITLE)
    form.locator("textarea[name=title]").fill("")
    form.wait_for_timeout(DRAFT_WAIT_MS)
    assert drafts_in(form) == 0
    form.get_by_role("button", name="Send", exact=True).click()
    expect(form.locator("[data-error-summary]")).to_be_visible()
    assert drafts_in(form) == 0
    form.goto(FORM)
    expect(form.locator("[data-draft]")).to_be_hidden()


def test_a_draft_goes_when_somebody_else_signs_in(form: Page) -> None:
    write(form)
    assert drafts_in(form) == 1
    assert WRITER.split(".", maxsplit=1)[0] not in str(form.evaluate("Object.keys(localStorage).join()")).lower()
    form.context.clear_cookies()
    form.goto("/sign-in")
    assert drafts_in(form) == 1  # the same person may come back
    sign_in(form, READER)
    assert drafts_in(form) == 0


def test_a_draft_goes_with_the_saving_and_hides_nothing_newer(open_page: OpenPage) -> None:
    mine, colleague = open_page(Look()), open_page(Look())
    for page in (mine, colleague):
        sign_in(page, CENTRAL)
        speak(page, "en")
        page.goto(f"{CAMPAIGN}/edit")
    words = mine.locator("textarea[name=description]")
    before = words.input_value()
    words.fill(f"{before}\n\nOne more sentence.")
    wait_for_draft(mine, "One more sentence.")
    assert drafts_in(mine) == 1
    follow(mine, mine.get_by_role("button", name="Save", exact=True))
    expect(mine.locator("main [data-tone=success]").first).to_be_visible()
    assert drafts_in(mine) == 0
    expect(mine.locator("[data-draft]")).to_be_hidden()
    words.fill(f"{before}\n\nA draft that nobody has saved.")
    wait_for_draft(mine, "A draft that nobody has saved.")
    colleague.reload()
    colleague.locator("textarea[name=description]").fill(before)
    colleague.get_by_role("button", name="Save", exact=True).click()
    expect(colleague.locator("main [data-tone=success]").first).to_be_visible()
    mine.reload()
    expect(mine.locator("[data-draft]")).to_be_hidden()
    expect(words).to_have_value(before)


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
    page = open_form(open_page(Look(script=script)))
    write(page, script=script)
    page.context.clear_cookies()
    page.get_by_role("button", name="Send", exact=True).click()
    page.get_by_role("button", name="Sign in and keep my text").click()
    give_password(page, WRITER)
    page.get_by_role("button", name="Go back to my text").click()
    expect_written(page)
    page.goto(f"{CAMPAIGN}/feedback")
    expect(page.locator("main")).not_to_contain_text(TITLE)


def test_images_are_shown_described_removed_and_limited(form: Page) -> None:
    chosen = form.locator("input[type=file][multiple]")
    chosen.set_input_files([picture("one.png"), picture("two.png", "gold")])
    rows = form.locator("[data-previews] li")
    expect(rows).to_have_count(2)
    rows.nth(1).get_by_role("textbox").fill("The second one")
    rows.nth(0).locator("[data-remove]").click()
    expect(rows).to_have_count(1)
    expect(rows.locator("[data-name]")).to_have_text("two.png")
    expect(rows.get_by_role("textbox")).to_have_value("The second one")
    chosen.set_input_files([picture(f"{number}.png") for number in range(5)])
    expect(rows).to_have_count(5)
    expect(form.locator("[data-images-say]")).to_have_text("5 images at most. Left out: 4.png")


def test_the_file_field_holds_what_the_previews_show(form: Page) -> None:
    """Also after a second choice that was cancelled, or that brought something else than an image."""
    chosen, rows = form.locator("input[type=file][multiple]"), form.locator("[data-previews] li")
    held = "document.querySelector('input[type=file][multiple]').files.length"
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


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_one_wrong_file_costs_nobody_the_other_four(open_page: OpenPage, *, script: bool) -> None:
    page = open_form(open_page(Look(script=script)))
    page.locator("textarea[name=title]").fill(TITLE)
    wrong = FilePayload(name="broken.png", mimeType="image/png", buffer=b"words")
    good = [picture(f"{number}.png") for number in range(4)]
    page.locator("input[type=file][multiple]").set_input_files([*good[:2], wrong, *good[2:]])
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.locator("#images-error")).to_contain_text("“broken.png” was left out.")
    rows = page.locator("[data-kept]")
    expect(rows).to_have_count(4)
    rows.nth(1).get_by_role("textbox").fill("The second one")
    rows.nth(0).get_by_role("button", name="Remove image 1").click()
    expect(rows).to_have_count(3)
    expect(rows.nth(0).get_by_role("textbox")).to_have_value("The second one")
    page.locator("input[type=file][multiple]").set_input_files([picture("last.png", "gold")])
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.locator("[data-kept]")).to_have_count(4)
    expect(page.locator("[data-kept]").nth(0).get_by_role("textbox")).to_have_value("The second one")
    expect(page.locator("textarea[name=title]")).to_have_value(TITLE)


def test_a_photo_of_48_megapixels_is_made_smaller_before_it_travels(form: Page) -> None:
    stream = BytesIO()
    Image.new("RGB", (8064, 6048), "teal").save(stream, "JPEG")
    photo = FilePayload(name="photo.jpg", mimeType="image/jpeg", buffer=stream.getvalue())
    form.locator("input[type=file][multiple]").set_input_files([photo])
    chosen = "document.querySelector('input[type=file][multiple]').files[0]"
    area = f"createImageBitmap({chosen}).then(made => made.width * made.height)"
    form.wait_for_function(f"{area}.then(area => area < 25e6)", timeout=60_000)
    expect(form.locator("[data-previews] li")).to_have_count(1)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_transparent_picture_has_a_light_ground(open_page: OpenPage, scheme: Literal["light", "dark"]) -> None:
    page = open_form(open_page(Look(scheme=scheme)))
    stream = BytesIO()
    Image.new("RGBA", (40, 30), (0, 0, 0, 0)).save(stream, "PNG")
    clear = FilePayload(name="clear.png", mimeType="image/png", buffer=stream.getvalue())
    page.locator("input[type=file][multiple]").set_input_files([clear])
    ground = "image => getComputedStyle(image).backgroundColor"
    assert page.locator("[data-previews] canvas").evaluate(ground) == "rgb(255, 255, 255)"
    page.get_by_role("button", name="Send", exact=True).click()
    assert page.locator("[data-kept] img").evaluate(ground) == "rgb(255, 255, 255)"


def test_what_is_pasted_over_a_limit_is_not_cut_but_refused_with_the_words_kept(form: Page) -> None:
    form.context.grant_permissions(["clipboard-read", "clipboard-write"])
    words = "word " * 40
    form.evaluate("words => navigator.clipboard.writeText(words)", words)
    title = form.locator("textarea[name=title]")
    title.focus()
    form.keyboard.press("Control+V")
    expect(title).to_have_value(words)
    form.get_by_role("button", name="Send", exact=True).click()
    expect(form.locator("#title-error")).to_contain_text("199 characters; 140 is the limit.")
    expect(title).to_have_value(words.strip())


def test_the_reference_code_is_copied_by_its_button(form: Page) -> None:
    form.context.grant_permissions(["clipboard-read", "clipboard-write"])
    write(form)
    form.locator("input[name=identity][value=untraceable]").check()
    form.get_by_role("button", name="Send", exact=True).click()
    copy = form.locator("[data-copy]")
    said = copy.get_attribute("data-copied") or ""
    copy.click()
    expect(copy).to_have_text(said)
    code = form.locator(f"#{copy.get_attribute('data-copy')}").inner_text().strip()
    assert form.evaluate("navigator.clipboard.readText()") == code
    assert len(code) > 10


def test_me_too_is_said_without_leaving_the_page(page: Page) -> None:
    sign_in(page, READER)
    page.goto(f"{CAMPAIGN}/feedback")
    page.evaluate("window.stayed = true")
    card = page.locator("article:has(button[aria-pressed=false])").first.get_attribute("id")
    button = page.locator(f"#{card} button[aria-pressed]")
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


def test_an_image_is_seen_whole_in_the_page(open_page: OpenPage) -> None:
    page = open_page(Look(), READER)
    page.goto(f"{CAMPAIGN}/feedback?q=cursor")
    image = page.locator("main a[href*='/images/']").first.get_attribute("href") or ""
    page.goto(image.partition("/images/")[0])
    first, second = page.locator("main .thumbnails a").nth(0), page.locator("main .thumbnails a").nth(1)
    described = second.locator("img").get_attribute("alt") or ""
    assert page.request.get(first.get_attribute("href") or "").ok, "where the link leads without a script"
    first.click()
    viewer = page.locator("dialog.viewer")
    expect(viewer).to_be_visible()
    page.keyboard.press("ArrowRight")
    expect(viewer.locator("figcaption")).to_have_text(described)
    expect(viewer.locator("img")).to_have_attribute("src", page.evaluate("link => link.href", second.element_handle()))
    page.keyboard.press("Escape")
    expect(viewer).to_be_hidden()
    expect(second).to_be_focused()


def test_a_new_comment_and_a_refused_one_have_the_focus(page: Page) -> None:
    sign_in(page, READER)
    speak(page, "en")
    page.goto(f"{CAMPAIGN}/feedback")
    page.locator("article:not(.mine) h3 a").first.click()
    page.locator("#comment-form button").click()
    expect(page.locator("#comment-form [data-error-summary]")).to_be_focused()
    page.locator("#comment-form textarea").fill("One that is marked as new.")
    page.locator("#comment-form button").click()
    expect(page.locator(".comment:target")).to_be_focused()
    expect(page.locator(".comment:target")).to_contain_text("your comment is published")


def test_a_line_grows_with_its_words_and_stays_one_line(form: Page) -> None:
    line = form.locator("textarea[name=title]")
    low = line.evaluate("box => box.offsetHeight")
    line.fill("A line that is longer than the window of a phone is wide, and than many a desk's too. " * 3)
    assert line.evaluate("box => box.offsetHeight") > low
    line.press("Enter")
    assert "\n" not in line.input_value()


def test_a_folded_part_says_what_is_chosen_in_it(form: Page) -> None:
    part = form.locator(".fold", has=form.locator("input[name=identity]"))
    expect(part.locator(".now")).to_have_text("Please choose one.")
    part.locator("input[name=identity][value=named]").check()
    expect(part.locator(".now")).to_have_text("With my name")
    form.locator("input[type=file][multiple]").set_input_files([picture("one.png"), picture("two.png", "gold")])
    expect(form.locator(".fold", has=form.locator("input[type=file][multiple]")).locator(".now")).to_have_text("2")


def test_an_empty_form_that_was_refused_leaves_no_draft(form: Page) -> None:
    form.locator("input[name=kind][value=idea]").check()
    form.get_by_role("button", name="Send", exact=True).click()
    expect(form.locator("[data-error-summary]")).to_be_focused()
    form.goto(FORM)
    expect(form.locator("[data-draft]")).to_be_hidden()
    assert drafts_in(form) == 0


def test_the_counter_says_how_much_room_is_left(form: Page) -> None:
    words = form.locator("textarea[name=body]")
    line = form.locator("[data-counter=body]")
    limit = int(line.get_attribute("data-limit") or 0)
    words.fill("x" * (limit // 2))
    expect(line).to_be_hidden()
    words.fill("x" * (limit - 3))
    expect(line).to_have_text("Characters left: 3")
    words.fill("x" * (limit + 2))
    expect(line).to_have_text("Characters over the limit: 2")


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
    page.goto(f"{CAMPAIGN}/feedback?sort=me-too")
    page.locator("article:not(.mine) h3 a").first.click()
    page.locator("#comments > form textarea").fill(WORDS)
    page.locator("#comments > form button").dblclick()
    expect(page.locator("#comments .comment", has_text=WORDS)).to_have_count(1)
    page.reload()
    expect(page.locator("#comments .comment", has_text=WORDS)).to_have_count(1)
