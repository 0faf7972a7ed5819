"""The queue with a keyboard and nothing else; each decision is undone, so that other tests find the queue whole.

Where a test decides for good, it brings its own contributions, in a language nobody writes there, and takes them back.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import cycle, islice
from pathlib import Path
from time import monotonic

import pytest
from playwright.sync_api import Page, expect

from app.core import clock
from app.db.session import transaction
from app.entities.models import Entity
from app.feedback.models import Feedback
from app.feedback.queries.figures import CONTRIBUTIONS
from app.feedback.service.revise import withdraw_feedback
from app.feedback.types import State
from app.figures.counting import count_new
from app.policy.actor import SYSTEM
from config import LOCALES
from tests.e2e import people
from tests.e2e.browser import Look, overflow_px
from tests.e2e.conftest import OpenPage
from tests.e2e.keyboard import Keyboard
from tests.e2e.people import speak
from tests.e2e.prepared import edition_of, opened
from tests.factories.accounts import make_person
from tests.factories.feedback import make_feedback

LIST = ".worklist .list .rows"  # another list stands beside the open case
TITLE = ".detail article h2"
PRESS_AGAIN = """addEventListener("DOMContentLoaded", () => {
  if (!document.querySelector(".toast") || sessionStorage.pressedAgain) return;
  sessionStorage.pressedAgain = "yes";
  document.body.dispatchEvent(new KeyboardEvent("keydown", { key: "p", bubbles: true, cancelable: true }));
});"""  # in the page itself, once its scripts ran: on a busy machine whatever comes later comes too late
LONGEST_PX = 1_600  # of a queue of twelve, on a desk
CASES = int(os.environ.get("PEPITE_QUEUE_CASES", "5"))  # handled one after the other; 30 take a minute or two
SECONDS_EACH = 10  # thirty in five minutes
TARGET_PX = 44
CATALAN = "ca"  # nobody of the demonstration writes it


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


@pytest.fixture
def bring(live_server: str, server_folder: Path) -> Iterator[Callable[[int, State], None]]:
    """Yield a function that brings so many contributions in that state; they are taken back after the test."""
    del live_server
    brought: list[int] = []

    def bring_some(count: int, state: State) -> None:
        with opened(server_folder) as session, transaction(session):  # the worker of the server writes too
            edition = edition_of(session, people.CAMPAIGN, "lusocredito")
            entity = session.get_one(Entity, edition.entity_id)
            author = make_person(session, entity=entity, email=f"{clock.now():%H%M%S%f}@brought.example")
            for number in range(count):
                title = f"Una pregunta sobre la quota, número {number + 1}"
                case = make_feedback(
                    session, edition=edition, author=author, state=state, language=CATALAN, title=title
                )
                case.due_on = clock.today()
                brought.append(case.id)
            count_new(session, CONTRIBUTIONS, brought[-count:])  # as they are counted when they are taken back

    yield bring_some
    with opened(server_folder) as session:
        for feedback_id in brought:
            author_id = session.get_one(Feedback, feedback_id).author_id
            withdraw_feedback(session, replace(SYSTEM, person_id=author_id or 0), feedback_id)


def press(page: Page, key: str) -> None:
    """Press a key that leads to another page, and wait for that page's case to have the focus."""
    with page.expect_navigation():
        page.keyboard.press(key)
    expect(page.locator(".detail > article")).to_be_focused()


def decide(page: Page, key: str, *, waits: bool = True) -> None:
    """Take a decision on the open case: those that ask for words are given one of the ready sentences."""
    if key in "bh":
        page.keyboard.press(key)
        expect(page.locator(".act[open] [type=radio]").first).to_be_focused()
        page.keyboard.press("ArrowDown")
        key = "Enter"
    if waits:
        press(page, key)
    else:
        page.keyboard.press(key)


def test_case_after_case_with_keys_alone(desk: Page) -> None:
    titles = desk.locator(f"{LIST} .title a").all_text_contents()
    assert len(titles) >= 6
    press(desk, "j")
    press(desk, "k")
    for number, key in enumerate("ptbhp"):
        expect(desk.locator(TITLE)).to_have_text(titles[number])
        decide(desk, key)
        expect(desk.locator(TITLE)).to_have_text(titles[number + 1])
        expect(desk.locator(f"{LIST} li")).to_have_count(len(titles) - 1)
        press(desk, "u")
        expect(desk.locator(TITLE)).to_have_text(titles[number])
        assert desk.locator(f"{LIST} .title a").all_text_contents() == titles
        press(desk, "j")


def test_contributions_are_handled_in_ten_seconds_each(desk: Page, bring: Callable[[int, State], None]) -> None:
    bring(CASES, State.WAITING)
    desk.goto(f"/moderation?language={CATALAN}")
    began = monotonic()
    for key in islice(cycle("pbphp"), CASES):
        title = desk.locator(TITLE).inner_text()
        with desk.expect_navigation():
            decide(desk, key, waits=False)
        expect(desk.locator(".toast")).to_be_visible()
        expect(desk.locator(".detail").get_by_text(title, exact=True)).to_have_count(0)
        desk.wait_for_timeout(500)  # the script takes no decision sooner
    assert monotonic() - began <= CASES * SECONDS_EACH
    expect(desk.locator(f"{LIST} li")).to_have_count(0)


def test_a_case_is_assigned_with_a_key(desk: Page) -> None:
    keys = Keyboard(desk)
    for number, chip in ((1, 1), (0, 0)):  # to the first of the list, then to nobody
        keys.press("a")
        people_there = desk.locator(".act-more .act[open] select")
        expect(people_there).to_be_focused()
        people_there.select_option(index=number)
        keys.follow(desk.locator(".act-more .act[open] button[type=submit]"))
        expect(desk.locator(".case .chip", has_text="Assigned to")).to_have_count(chip)
        expect(desk.locator(".detail > article")).to_be_focused()


def test_a_note_is_written_with_a_key(desk: Page, bring: Callable[[int, State], None]) -> None:
    bring(1, State.WAITING)
    desk.goto(f"/moderation?language={CATALAN}")
    keys = Keyboard(desk)
    keys.press("n")
    expect(desk.locator(".act-more .act[open] textarea")).to_be_focused()
    keys.type("Ring the branch before noon")
    keys.follow(desk.locator(".act-more .act[open] button[type=submit]"))
    expect(desk.locator(".case")).to_contain_text("Ring the branch before noon")
    keys.press("n")
    keys.press("Escape")
    expect(desk.locator(".act[open]")).to_have_count(1)  # the sheet of the other acts
    keys.press("Escape")
    expect(desk.locator(".act[open]")).to_have_count(0)


def test_what_is_published_is_answered_with_a_key(desk: Page, bring: Callable[[int, State], None]) -> None:
    bring(2, State.PUBLISHED)
    desk.goto(f"/moderation?view=unanswered&language={CATALAN}")
    titles = desk.locator(f"{LIST} .title a").all_text_contents()
    assert len(titles) == len(set(titles)) == 2
    keys = Keyboard(desk)
    keys.press("r")
    expect(desk.locator(".act[open] textarea")).to_be_focused()
    keys.type("We look at it this week.")
    keys.follow(desk.locator(".act[open] button[type=submit]"))
    expect(desk.locator(TITLE)).to_have_text(titles[1])
    expect(desk.locator(f"{LIST} li")).to_have_count(1)


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
    titles = desk.locator(f"{LIST} .title a").all_text_contents()
    with desk.expect_navigation():
        desk.keyboard.down("p")
    desk.keyboard.down("p")  # what a browser hears as long as it is held
    desk.keyboard.up("p")
    expect(desk.locator(TITLE)).to_have_text(titles[1])
    press(desk, "u")
    assert desk.locator(f"{LIST} .title a").all_text_contents() == titles


def test_a_second_press_just_after_a_decision_decides_nothing(desk: Page) -> None:
    titles = desk.locator(f"{LIST} .title a").all_text_contents()
    desk.add_init_script(PRESS_AGAIN)
    press(desk, "p")
    desk.wait_for_timeout(700)  # longer than it takes to be shown the next case
    assert desk.evaluate("sessionStorage.pressedAgain")
    expect(desk.locator(TITLE)).to_have_text(titles[1])
    press(desk, "u")
    assert desk.locator(f"{LIST} .title a").all_text_contents() == titles


def test_one_decision_is_open_at_a_time(desk: Page) -> None:
    acts = desk.locator(".act-bar > details > summary")
    for number in range(acts.count()):
        acts.nth(number).press("Enter")
        expect(desk.locator(".act-bar > details[open]")).to_have_count(1)
    inside = desk.locator(".act-more .act > summary")
    for number in range(inside.count()):
        inside.nth(number).press("Enter")
        expect(desk.locator(".act-more .act[open]")).to_have_count(1)


def test_a_queue_of_twelve_is_short_on_a_desk(desk: Page) -> None:
    assert desk.evaluate("document.documentElement.scrollHeight") <= LONGEST_PX
    expect(desk.locator(".act-bar")).to_be_in_viewport(ratio=1)


@pytest.mark.parametrize("locale", LOCALES)
def test_the_acts_stand_in_one_row_on_a_desk(desk: Page, locale: str) -> None:
    speak(desk, locale)
    desk.goto("/moderation")
    tops = {box["y"] for one in desk.locator(".act-bar > *").all() if (box := one.bounding_box())}
    assert len(tops) == 1, tops


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_one_case_a_screen_on_a_phone(open_page: OpenPage, *, script: bool) -> None:
    page = queue(open_page, Look(width=390, height=844, script=script))
    expect(page.locator(LIST).first).to_be_hidden()
    acts = page.locator(".act-bar > form > button, .act-bar > button:not(.keys), .act-bar > details > summary")
    assert acts.count() == 5, "four decisions, and the others behind one"
    for act in acts.all():
        expect(act).to_be_in_viewport(ratio=1)
        box = act.bounding_box()
        assert box is not None
        assert box["height"] >= TARGET_PX
        assert box["width"] >= TARGET_PX
    acts.last.click()
    expect(page.locator(".act-more .act-sheet").first).to_be_in_viewport(ratio=0.9)
    page.locator(".act summary", has_text="Hide").click()
    expect(page.locator(".act[open] textarea")).to_be_visible()
    page.goto("/moderation")
    page.get_by_role("link", name="The whole list").click()
    expect(page.locator(LIST)).to_be_visible()
    expect(page.locator(".detail")).to_be_hidden()
    page.locator(f"{LIST} a").nth(1).click()
    expect(page.locator(LIST)).to_be_hidden()
    assert overflow_px(page) == 0


def test_undo_without_a_script(open_page: OpenPage) -> None:
    page = queue(open_page, Look(width=390, height=844, script=False))
    title = page.locator(TITLE).inner_text()
    page.locator(".act-bar button", has_text="Publish").first.click()
    expect(page.locator(TITLE)).not_to_have_text(title)
    page.locator(".toast button").click()
    expect(page.locator(TITLE)).to_have_text(title)
