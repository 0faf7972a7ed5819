"""Every kind of page: axe finds nothing, light and dark; in the longest words nothing is wider than the window."""

from __future__ import annotations

import quopri
import re
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.browser import Look, accessibility_faults, follow, overflow_px, window
from tests.e2e.conftest import OpenPage
from tests.e2e.people import GUEST, READER, WRITER, give_password, speak
from tests.e2e.pictures import picture
from tests.e2e.visits import FORM, UNFOLD_ALL, VISITS, go
from tests.e2e.visits_of_work import WORK
from tests.languages import LONGEST, RIGHT_TO_LEFT, SAMPLE, SOURCE

WIDTHS = (360, 768, 1440)
HEIGHT = 900
MAIL_SECONDS = 60
WORK_LOOKS: tuple[tuple[str, Literal["light", "dark"]], ...] = (  # each has its share of the pages
    (SOURCE, "dark"),
    (RIGHT_TO_LEFT[0], "light"),
    (LONGEST, "light"),
)
IBAN = "DE89 3704 0044 0532 0130 00"  # the example of the standard; its check digits are right
OPEN_ALL = "document.querySelectorAll('main details').forEach(box => { box.open = true; })"
# Colours are the same in every language, and structure in all of one direction: axe looks once at each.
SEEN_BY_AXE: dict[str, Literal["light", "dark"]] = {SOURCE: "light", RIGHT_TO_LEFT[0]: "dark"}
in_each_direction_and_length = pytest.mark.parametrize("locale", SAMPLE)


def in_both_schemes(page: Page) -> list[str]:
    """Return what axe finds on the page as it is now, in light and in dark colours."""
    found = []
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        found += [f"{scheme}: {fault}" for fault in accessibility_faults(page)]
    return found


def too_wide(page: Page) -> list[str]:
    """Return in which windows, and with which text, the page is wider than its window."""
    found = []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": HEIGHT})
        if excess := overflow_px(page):
            found.append(f"{excess} px wider than {width}")
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    if excess := overflow_px(page):
        found.append(f"{excess} px wider than {WIDTHS[-1]} with text twice as large")
    return found


def faults(page: Page) -> list[str]:
    """Return what is wrong with a page, all that can be unfolded in it unfolded."""
    page.evaluate(OPEN_ALL)
    scheme = SEEN_BY_AXE.get(page.locator("html").get_attribute("lang") or "")
    page.emulate_media(color_scheme=scheme or "light")
    return (accessibility_faults(page) if scheme else []) + too_wide(page)


def signed_in(open_page: OpenPage, email: str, locale: str) -> Page:
    """Open a page for somebody, in a language."""
    page = open_page(Look(locale=locale), email)
    page.goto("/feedback/reference")
    speak(page, locale)
    return page


@in_each_direction_and_length
@pytest.mark.parametrize("email", VISITS, ids=lambda email: email.partition("@")[0] or "stranger")
def test_pages(open_page: OpenPage, email: str, locale: str) -> None:
    page = signed_in(open_page, email, locale) if email else open_page(Look(locale=locale))
    wrong: dict[str, list[str]] = {}
    for visit in VISITS[email]:
        status = go(page, visit)
        assert page.locator("html").get_attribute("lang") == locale
        answered = [] if status == visit.status else [f"answered {status}"]
        shown = [] if page.locator(visit.shows).count() else [f"shows no {visit.shows}"]
        if found := answered + shown + faults(page):
            wrong[visit.name] = found
    assert wrong == {}


@pytest.mark.parametrize("email", WORK, ids=lambda email: email.partition("@")[0])
def test_pages_of_the_work(open_page: OpenPage, email: str) -> None:
    """Every third page dark, one from right to left, one in long words: they are made of the parts of those above."""
    page = signed_in(open_page, email, SOURCE)
    wrong: dict[str, list[str]] = {}
    for look, (locale, scheme) in enumerate(WORK_LOOKS):
        speak(page, locale)
        page.emulate_media(color_scheme=scheme)
        for visit in WORK[email][look :: len(WORK_LOOKS)]:
            status = go(page, visit)
            page.evaluate(OPEN_ALL)
            found = [] if status == visit.status else [f"answered {status}"]
            found += [] if page.locator(visit.shows).count() else [f"shows no {visit.shows}"]
            if found := found + accessibility_faults(page) + too_wide(page):
                wrong[f"{visit.name}, {locale}, {scheme}"] = found
    assert wrong == {}


@in_each_direction_and_length
def test_what_a_page_shows_on_demand(open_page: OpenPage, locale: str) -> None:
    page = signed_in(open_page, READER, locale)
    page.goto(FORM)
    wrong = {}
    for menu in ("language-menu", "account-menu"):
        page.locator(f".{menu} summary").click()
        wrong[menu] = in_both_schemes(page)
    page.keyboard.press("Escape")
    page.locator(".fold").evaluate_all(UNFOLD_ALL)
    page.locator("input[type=file][multiple]").set_input_files([picture("one.png"), picture("two.png", "gold")])
    expect(page.locator("[data-previews] li")).to_have_count(2)
    wrong["previews"] = in_both_schemes(page)
    page.locator("[data-cover]").first.click()
    expect(page.locator("dialog.cover")).to_be_visible()
    wrong["covering a part"] = in_both_schemes(page)
    page.locator("[data-close]").click()
    page.set_viewport_size({"width": WIDTHS[0], "height": HEIGHT})
    page.goto("/drafts")  # a page without fields: the menu lies over what is there
    page.locator(".phone-menu summary").click()
    wrong["phone menu"] = in_both_schemes(page)
    assert {name: found for name, found in wrong.items() if found} == {}


@in_each_direction_and_length
def test_a_page_that_gives_a_reference_code(open_page: OpenPage, locale: str) -> None:
    page = signed_in(open_page, WRITER, locale)
    page.goto(FORM)
    page.locator("input[name=kind][value=praise]").check()
    page.locator("textarea[name=title]").fill("Gut so")
    page.locator("textarea[name=body]").fill("Der Schieber bleibt, wo man ihn hinstellt.")
    page.locator(".fold").evaluate_all(UNFOLD_ALL)
    page.locator("input[name=identity][value=untraceable]").check()
    page.locator(".send-bar .gold").click()
    expect(page.locator("code.reference")).to_be_visible()
    assert faults(page) == []


@in_each_direction_and_length
def test_a_form_that_asks_once_more(open_page: OpenPage, locale: str) -> None:
    page = signed_in(open_page, WRITER, locale)
    page.goto(FORM)
    page.locator("input[name=kind][value=praise]").check()
    page.locator("textarea[name=title]").fill("Gut so")
    page.locator("textarea[name=body]").fill(f"Meine IBAN ist {IBAN}.")
    page.locator(".fold").evaluate_all(UNFOLD_ALL)
    page.locator("input[name=identity][value=confidential]").check()
    page.locator(".send-bar .gold").click()
    expect(page.locator("[data-error-summary]")).to_be_focused()
    expect(page.locator("#body-caution")).to_be_visible()
    assert faults(page) == []


@in_each_direction_and_length
def test_pages_after_the_session_has_expired(open_page: OpenPage, locale: str) -> None:
    page = signed_in(open_page, WRITER, locale)
    page.goto(FORM)
    page.context.clear_cookies()
    follow(page, page.locator(".send-bar .gold"))
    wrong = faults(page)
    follow(page, page.locator("button[name=resume]"))
    page.locator("input[name=password]").wait_for()
    wrong += faults(page)
    with page.expect_navigation():
        give_password(page, WRITER)
    page.locator("input[name=_resumed]").wait_for(state="attached")
    wrong += faults(page)
    follow(page, page.locator("main form button"))
    page.locator("textarea[name=title]").wait_for()
    assert wrong + faults(page) == []


@pytest.fixture(scope="module")
def link(running_chromium: Browser, live_server: str, server_folder: Path) -> str:
    """Return the path of a sign-in link, as the mail gives it."""
    with window(running_chromium, live_server, Look()) as asked:
        asked.page.goto("/sign-in/link")
        asked.page.fill("input[name=email]", GUEST)
        asked.page.click("main form button[type=submit]")
        for _ in range(MAIL_SECONDS * 2):
            for mail in (server_folder / "mail").glob("*"):
                found = re.search(rb"/sign-in/link/[\w.-]+", quopri.decodestring(mail.read_bytes()))
                if found:
                    return found.group().decode()
            asked.page.wait_for_timeout(500)
    message = "no mail holds a link"
    raise AssertionError(message)


@in_each_direction_and_length
def test_the_page_of_a_sign_in_link(open_page: OpenPage, locale: str, link: str) -> None:
    page = open_page(Look(locale=locale))
    page.goto(link)
    assert page.locator("main form button").count() == 1
    assert faults(page) == []


def test_a_fault_is_found(page: Page) -> None:
    page.goto("/sign-in")
    assert faults(page) == []
    page.evaluate("document.querySelectorAll('label').forEach(label => label.remove())")
    page.evaluate("document.querySelector('.foot p').style.color = '#bbb'")
    page.evaluate("document.querySelector('main').style.width = '2000px'")
    found = " ".join(faults(page))
    assert "label:" in found
    assert "color-contrast:" in found
    assert "wider than 360" in found
