"""The whole journey with a keyboard and nothing else: no pointer is used in this file."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from app.demo.stage import PASSWORD
from tests.e2e.browser import Look
from tests.e2e.conftest import OpenPage
from tests.e2e.keyboard import Keyboard
from tests.e2e.people import BY_KEYBOARD, CAMPAIGN, told

TITLE = "Die Rate springt, sobald ich die Laufzeit ändere"
WORDS = "Ich habe die Laufzeit von 48 auf 60 Monate gestellt, und die Rate stieg statt zu sinken."
COMMENT = "Bei mir sprang sie auch, aber erst beim zweiten Mal."
ANSWER = "Danke. Wir rechnen die Rate ab der nächsten Fassung auf dem Gerät neu."


def enter(open_page: OpenPage, role: str) -> Keyboard:
    """Sign somebody in with keys alone, and choose English in the menu."""
    page = open_page(Look())
    keys = Keyboard(page)
    page.goto("/sign-in")
    keys.fill(page.locator("input[name=email]"), BY_KEYBOARD[role])
    keys.step()
    keys.type(PASSWORD)
    with page.expect_navigation():
        keys.press("Enter")
    assert "sign-in" not in page.url
    keys.to(page.locator(".language-menu summary"))
    keys.press("Enter")
    keys.follow(page.locator(".language-menu button[value=en]"))
    expect(page.locator("html")).to_have_attribute("lang", "en")
    return keys


def skip(keys: Keyboard) -> None:
    """Jump over the header: the first place of a page is the link that does."""
    keys.step()
    expect(keys.page.locator(".skip")).to_be_focused()
    expect(keys.page.locator(".skip")).to_be_in_viewport()
    keys.press("Enter")
    expect(keys.page.locator("main")).to_be_focused()


def open_campaign(keys: Keyboard) -> None:
    """Go to the campaign through the navigation."""
    page = keys.page
    keys.follow(page.locator("nav.wide a", has_text="Campaigns"))
    skip(keys)
    keys.follow(page.locator(f"main a[href='/campaigns/{CAMPAIGN}']"))


def write(keys: Keyboard) -> None:
    """Fill in the form: refused once for being empty, then sent."""
    page = keys.page
    send = page.get_by_role("button", name="Send", exact=True)
    keys.follow(send)
    summary = page.locator("[data-error-summary]")
    expect(summary).to_be_focused()
    expect(page).to_have_title("Leave a contribution · Pépite")
    keys.step()
    expect(summary.locator("a").first).to_be_focused()
    keys.press("Enter")  # to the first field at fault
    keys.choose(page.locator("input[name=kind][value=problem]"))
    keys.fill(page.locator("textarea[name=title]"), TITLE)
    keys.fill(page.locator("textarea[name=body]"), WORDS)
    keys.to(page.locator(".fold > summary", has_text="Step, rating and language"))
    keys.press("Enter")
    keys.to(page.locator("select[name=step]"))
    keys.press("ArrowDown", "ArrowDown")
    keys.choose(page.locator("input[name=rating][value='2']"))
    keys.choose(page.locator("input[name=identity][value=confidential]"))
    keys.follow(send)


@pytest.fixture
def author(open_page: OpenPage) -> Keyboard:
    """Return somebody who has joined nothing and whose first contribution waits for a moderator."""
    return enter(open_page, "author")


def publish(keys: Keyboard) -> None:
    """Find the contribution in the queue, publish it and trust its author."""
    page = keys.page
    keys.follow(page.locator("nav.wide a", has_text="Moderation"))
    skip(keys)
    keys.follow(page.get_by_role("link", name=TITLE))
    keys.follow(page.get_by_role("button", name="Publish and trust"))
    expect(page.locator(".toast")).to_be_visible()
    expect(page.locator("article", has_text=TITLE)).to_have_count(0)


def join_in(keys: Keyboard) -> None:
    """Say "me too" in the feed, and comment."""
    page = keys.page
    open_campaign(keys)
    keys.follow(page.get_by_role("link", name="Read the contributions"))
    skip(keys)
    card = page.locator("article", has_text=TITLE)
    button = card.locator("button[aria-pressed]")
    keys.to(button)
    keys.press("Space")
    expect(button).to_have_attribute("aria-pressed", "true")
    expect(button).to_be_focused()
    keys.follow(card.locator("h3 a"), backwards=True)
    keys.fill(page.locator("#comments > form textarea"), COMMENT)
    keys.follow(page.get_by_role("button", name="Comment", exact=True))
    expect(page.locator("#comments")).to_contain_text(COMMENT)


def answer(keys: Keyboard, address: str) -> None:
    """Answer for the team."""
    page = keys.page
    page.goto(address)
    skip(keys)
    keys.fill(page.locator("#answer-body"), ANSWER)
    keys.follow(page.get_by_role("button", name="Publish the answer"))
    expect(page.locator("#answer")).to_contain_text(ANSWER)


def test_the_journey_by_keyboard(open_page: OpenPage, author: Keyboard) -> None:
    page = author.page
    open_campaign(author)
    skip(author)
    author.follow(page.get_by_role("link", name="Join the campaign"))
    author.follow(page.get_by_role("button", name="Join the campaign"), "Space")
    expect(page.get_by_role("button", name="Leave the campaign")).to_be_visible()
    author.follow(page.locator("#missions article h3 a").first)
    author.follow(page.locator("main a[href$='/feedback/new']").first)
    write(author)
    author.follow(page.get_by_role("link", name="See your contribution"))
    address = page.url
    expect(page.locator(".notice")).to_contain_text("Waiting")

    publish(enter(open_page, "moderator"))
    told(page, "Your contribution has been read and is published")
    page.goto(address)
    expect(page.locator("main .notice")).to_have_count(0)

    join_in(enter(open_page, "colleague"))
    answer(enter(open_page, "manager"), address)
    told(page, "The team has answered")
    page.goto(address)
    expect(page.locator("#comments")).to_contain_text(COMMENT)
    expect(page.locator("#answer")).to_contain_text(ANSWER)
