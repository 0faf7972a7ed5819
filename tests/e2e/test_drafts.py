"""What is written is saved by itself, here and on the server, and two devices lose neither text."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page, Request, expect

from tests.e2e.browser import Look
from tests.e2e.conftest import OpenPage
from tests.e2e.form import open_form, show_form
from tests.e2e.people import PLAYER

TITLE, WORDS = "Written between two stops", "The page asks twice for the same thing."
SAVED_MS = 6000  # a rest of three seconds, and the answer: what is not sent by then is not sent


def begin_anew(page: Page) -> None:
    over = page.locator("[data-draft] button")
    if not over.is_visible():
        return
    if page.locator("[name=draft_version]").input_value() == "0":  # it was kept on this device alone
        over.click()
        return
    with page.expect_response("**/drafts/delete"):
        over.click()


def write(page: Page, level: str = "named", words: str = WORDS) -> None:
    page.locator("textarea[name=title]").fill(TITLE)
    page.locator("textarea[name=body]").fill(words)
    if level:
        page.locator(f"input[name=identity][value={level}]").check()


def state(page: Page, words: str) -> None:
    expect(page.locator("[data-draft-state]")).to_have_text(words)


def here(page: Page) -> int:
    return int(page.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('draft:')).length"))


def sent_by(page: Page, act: Callable[[], None], rest_ms: int = SAVED_MS) -> list[str]:
    """Return the bodies sent to save a draft while something is done, and for a while after."""
    bodies: list[str] = []

    def note(request: Request) -> None:
        if request.url.endswith("/drafts") and request.method == "POST":
            bodies.append(request.post_data or "")

    page.on("request", note)
    act()
    page.wait_for_timeout(rest_ms)
    page.remove_listener("request", note)
    return bodies


def test_what_is_written_on_one_device_is_there_on_another(open_page: OpenPage) -> None:
    phone, desk = open_form(open_page(Look()), PLAYER), open_page(Look())
    begin_anew(phone)
    write(phone)
    state(phone, "Saved")
    assert here(phone) == 0
    open_form(desk, PLAYER)
    expect(desk.locator("textarea[name=body]")).to_have_value(WORDS)
    expect(desk.locator("input[name=identity][value=named]")).to_be_checked()
    write(desk, words="From the desk.")
    state(desk, "Saved")
    write(phone, words="From the phone.")
    beside = phone.locator("[data-draft-beside]")
    expect(beside).to_be_visible()
    expect(beside).to_contain_text("From the desk.")
    expect(phone.locator("textarea[name=body]")).to_have_value("From the phone.")
    beside.get_by_role("button", name="Keep what I am writing here").click()
    state(phone, "Saved")
    write(desk, words="From the desk again.")
    expect(desk.locator("[data-draft-beside]")).to_contain_text("From the phone.")
    desk.get_by_role("button", name="Use the other version").click()
    expect(desk.locator("textarea[name=body]")).to_have_value("From the phone.")
    assert here(desk) == 0
    begin_anew(show_form(phone))
    expect(show_form(phone).locator("textarea[name=body]")).to_have_value("")


def test_without_a_connection_the_text_stays_here_and_is_saved_later(page: Page) -> None:
    open_form(page, PLAYER)
    begin_anew(page)
    page.context.set_offline(True)
    write(page)
    state(page, "Kept on this device. It is saved once the connection is back.")
    assert here(page) == 1
    page.context.set_offline(False)
    state(page, "Saved")
    assert here(page) == 0
    begin_anew(show_form(page))


def test_words_that_nobody_may_trace_never_leave_before_they_are_sent(page: Page) -> None:
    page.add_init_script("navigator.sendBeacon = () => { sessionStorage.left = 1; }")
    open_form(page, PLAYER)
    begin_anew(page)
    assert sent_by(page, lambda: write(page, level="")) == []  # who may know is not chosen yet
    assert sent_by(page, lambda: write(page, level="untraceable", words="Nobody knows.")) == []
    state(page, "Kept on this device only, as nobody is to know that it comes from you.")
    assert here(page) == 1
    page.goto("/campaigns")
    assert page.evaluate("sessionStorage.left") is None
    expect(show_form(page).locator("textarea[name=body]")).to_have_value("Nobody knows.")
    with page.expect_request(lambda one: one.method == "POST" and one.url.endswith("/drafts")) as sent:
        write(page, level="confidential")
    assert 0 < len(sent.value.post_data or "") < 2048
    state(page, "Saved")
    with page.expect_response("**/drafts/delete"):
        page.locator("input[name=identity][value=untraceable]").check()
    assert sent_by(page, lambda: write(page, level="untraceable", words="Nobody again.")) == []
    begin_anew(page)


def test_what_was_just_typed_is_saved_on_leaving_the_page(page: Page) -> None:
    open_form(page, PLAYER)
    begin_anew(page)
    write(page)
    page.goto("/campaigns")
    page.evaluate("localStorage.clear()")
    expect(show_form(page).locator("textarea[name=body]")).to_have_value(WORDS)
    begin_anew(page)


def test_a_browser_that_keeps_nothing_says_so_and_goes_on(page: Page) -> None:
    page.add_init_script("Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError'); };")
    open_form(page, PLAYER)
    begin_anew(page)
    write(page, level="untraceable")
    state(page, "This device keeps no drafts. Please send your text before you leave this page.")
    write(page, level="named")
    state(page, "Saved")
    begin_anew(show_form(page))


def test_a_session_that_ends_while_typing_loses_nothing(page: Page) -> None:
    open_form(page, PLAYER)
    begin_anew(page)
    page.context.clear_cookies()
    write(page)
    state(page, "Kept on this device. You have been signed out: sign in again in another tab.")
    assert here(page) == 1
    open_form(page, PLAYER)
    expect(page.locator("textarea[name=body]")).to_have_value(WORDS)
    state(page, "Saved")
    begin_anew(page)
