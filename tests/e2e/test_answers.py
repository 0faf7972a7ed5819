"""Answers are saved while they are given: on the server, without a connection on the device, and from two windows."""

from __future__ import annotations

from playwright.sync_api import Locator, Page, expect

from tests.e2e.browser import Look
from tests.e2e.conftest import OpenPage
from tests.e2e.keyboard import Keyboard
from tests.e2e.people import AUTHOR, PLAYER, READER, WAVE_ON_THE_WAY, WRITER, sign_in, speak
from tests.e2e.visits import CAMPAIGN

ASKED = f"{CAMPAIGN}/questionnaires/{WAVE_ON_THE_WAY}/answer"
OVERHEAD_BYTES = 1024  # docs/decisions/034: of a request, beside the words of one answer
NEXT = ".send-bar button[value=next]"
KEPT = "Object.keys(localStorage).filter((key) => key.includes('answers-')).length"


def questions_of(page: Page, email: str) -> Page:
    """Sign somebody in, and open three questions."""
    sign_in(page, email)
    speak(page, "en")
    page.goto(ASKED)
    return page


def words_of(page: Page) -> Locator:
    return page.locator("[data-question] textarea")


def write(page: Page, words: str) -> None:
    words_of(page).fill(words)


def state(page: Page, words: str) -> None:
    expect(page.locator("[data-answers] > [role=status]")).to_have_text(words)


def order(page: Page) -> list[str]:
    return page.locator("[data-ranking] label").all_inner_texts()


def test_an_answer_is_saved_as_it_is_given(open_page: OpenPage) -> None:
    page, phone = questions_of(open_page(Look()), READER), open_page(Look(width=390, height=844))
    page.get_by_label("On a computer").check()
    state(page, "Saved")
    write(page, "It asks twice.")
    state(page, "Saved")
    questions_of(phone, READER)
    expect(words_of(phone)).to_have_value("It asks twice.")
    expect(phone.get_by_label("On a computer")).to_be_checked()
    write(page, "It asks three times.")
    page.goto(CAMPAIGN)  # at once: the last words travel on leaving
    expect(page.locator("h1")).to_be_visible()
    page.goto(ASKED)
    expect(words_of(page)).to_have_value("It asks three times.")
    assert page.evaluate(KEPT) == 0


def test_an_answer_that_looks_private_keeps_no_other_from_being_saved(open_page: OpenPage) -> None:
    page = questions_of(open_page(Look()), WRITER)
    page.context.set_offline(True)  # both leave in one request
    write(page, "It asks for PT50 0002 0123 1234 5678 9015 4.")
    page.get_by_label("On a tablet").or_(page.get_by_label("On a phone")).first.check()
    state(page, "Kept on this device. It is saved once the connection is back.")
    page.context.set_offline(False)
    state(page, "Saved, except for the answer marked above. It is kept on this device until you choose.")
    expect(page.locator("[data-question] .error:visible")).to_have_count(1)
    expect(page.locator("[data-question] .error:visible")).to_contain_text("It is not saved yet.")
    page.get_by_label("On a computer").check()
    state(page, "Saved, except for the answer marked above. It is kept on this device until you choose.")
    phone = questions_of(open_page(Look(width=390, height=844)), WRITER)
    expect(phone.get_by_label("On a computer")).to_be_checked()
    expect(words_of(phone)).not_to_have_value("It asks for PT50 0002 0123 1234 5678 9015 4.")
    write(page, "It asks for my account.")
    state(page, "Saved")
    expect(page.locator("[data-question] .error:visible")).to_have_count(0)
    assert page.evaluate(KEPT) == 0


def test_a_request_carries_the_words_as_they_are_and_little_more(open_page: OpenPage) -> None:
    page = questions_of(open_page(Look()), WRITER)
    words = "هذا نص طويل بالعربية. " * 80
    with page.expect_request(lambda one: one.method == "POST" and one.url.endswith("/answer")) as sent:
        write(page, words)
    body = sent.value.post_data_buffer or b""
    assert len(words.strip().encode()) < len(body) <= len(words.encode()) + OVERHEAD_BYTES
    state(page, "Saved")
    write(page, "Short again.")
    state(page, "Saved")


def test_options_are_put_in_order_with_buttons(open_page: OpenPage) -> None:
    page = questions_of(open_page(Look()), READER)
    first, second, third = order(page)
    down = page.get_by_role("button", name=f"Move down: {first}")
    down.click()
    assert order(page) == [second, first, third]
    expect(down).to_be_focused()
    down.press("Enter")
    assert order(page) == [second, third, first]
    state(page, "Saved")
    page.reload()
    assert order(page) == [second, third, first]
    assert page.locator("[data-ranking] select").evaluate_all("all => all.map(one => one.value)") == ["1", "2", "3"]


def test_a_second_window_is_told_and_neither_text_is_lost(open_page: OpenPage) -> None:
    page, other = questions_of(open_page(Look()), WRITER), questions_of(open_page(Look()), WRITER)
    write(other, "From the train.")
    state(other, "Saved")
    page.get_by_label("On a phone").check()  # another question: it is saved
    state(page, "Saved")
    write(page, "From the desk.")
    told = "You have answered this in another window or on another device in the meantime."
    expect(page.locator("[data-answers] > [role=status]")).to_contain_text(told)
    page.get_by_label("Somewhere else").check()
    expect(page.locator("[data-answers] > [role=status]")).to_contain_text(told)
    assert page.evaluate(KEPT) == 1
    page.locator(NEXT).click()
    expect(page.locator(".stored")).to_contain_text("From the train.")
    expect(words_of(page)).to_have_value("From the desk.")
    page.locator(NEXT).click()
    page.wait_for_url("**/review")
    expect(page.locator("main")).to_contain_text("From the desk.")
    page.goto(ASKED)
    expect(words_of(page)).to_have_value("From the desk.")
    expect(page.get_by_label("Somewhere else")).to_be_checked()
    page.wait_for_function(f"{KEPT} === 0")


def test_a_session_that_ends_while_typing_loses_no_answer(open_page: OpenPage) -> None:
    page = questions_of(open_page(Look()), PLAYER)
    page.context.clear_cookies()
    write(page, "Just before the session ended.")
    state(page, "Kept on this device. You have been signed out. Go on: you can sign in and keep your text.")
    assert page.evaluate(KEPT) == 1
    questions_of(page, PLAYER)
    expect(words_of(page)).to_have_value("Just before the session ended.")
    state(page, "Saved")
    assert page.evaluate(KEPT) == 0


def test_without_a_connection_answers_stay_here_and_are_saved_later(open_page: OpenPage) -> None:
    page = questions_of(open_page(Look()), PLAYER)
    page.context.set_offline(True)
    page.get_by_label("On a phone").check()
    write(page, "In a tunnel.")
    state(page, "Kept on this device. It is saved once the connection is back.")
    assert page.evaluate(KEPT) == 1
    page.context.set_offline(False)
    state(page, "Saved")
    assert page.evaluate(KEPT) == 0
    page.reload()
    expect(words_of(page)).to_have_value("In a tunnel.")
    expect(page.get_by_label("On a phone")).to_be_checked()


def test_what_stayed_here_is_saved_by_the_next_page(open_page: OpenPage) -> None:
    page = questions_of(open_page(Look()), PLAYER)
    page.route("**/answer", lambda route: route.abort() if route.request.method == "POST" else route.continue_())
    first, second, third = order(page)
    page.get_by_role("button", name=f"Move up: {third}").click()
    write(page, "Written before the train stopped.")
    state(page, "Kept on this device. It is saved once the connection is back.")
    page.add_init_script("navigator.sendBeacon = () => true;")
    page.goto(CAMPAIGN)
    page.unroute("**/answer")
    page.goto(ASKED)
    expect(words_of(page)).to_have_value("Written before the train stopped.")
    assert order(page) == [first, third, second]
    state(page, "Saved")
    page.reload()
    assert order(page) == [first, third, second]
    assert page.evaluate(KEPT) == 0


def test_a_browser_that_keeps_no_answers_says_so_and_goes_on(open_page: OpenPage) -> None:
    page = open_page(Look())
    page.add_init_script("Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError'); };")
    questions_of(page, PLAYER)
    page.context.set_offline(True)
    write(page, "Nowhere else.")
    state(
        page,
        "This is not saved yet, and this device keeps no drafts. Please go on to save it before you leave this page.",
    )
    page.context.set_offline(False)
    state(page, "Saved")


def test_questions_are_answered_and_sent_with_a_keyboard(open_page: OpenPage) -> None:
    page = questions_of(open_page(Look()), AUTHOR)
    keys = Keyboard(page)
    keys.fill(words_of(page), "By keyboard.")
    keys.choose(page.get_by_label("On a computer"))
    up = page.locator("[data-ranking] li").last.get_by_role("button", name="Move up:")
    name = order(page)[-1]
    keys.to(up)
    keys.press("Enter")
    assert order(page)[1] == name
    expect(page.get_by_role("button", name=f"Move up: {name}")).to_be_focused()
    keys.press("Space")
    assert order(page)[0] == name
    keys.follow(page.locator(NEXT))
    page.wait_for_url("**/review")
    expect(page.locator("main")).to_contain_text("By keyboard.")
    keys.follow(page.get_by_role("button", name="Send my answers"))
    page.wait_for_url("**/thanks")
    expect(page.locator("main")).to_contain_text(f"1: {name}")
