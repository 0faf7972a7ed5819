"""The form of a contribution with its scripts: what is similar, and a code that is not noted."""

from __future__ import annotations

import pytest
from playwright.sync_api import Dialog, Page, expect

from config import LOCALES
from tests.e2e.form import open_form
from tests.e2e.people import COLLEAGUE, WRITER, sign_in, speak
from tests.e2e.visits import CAMPAIGN, FORM

TITLE = "O prazo muda na simulação da prestação"
SHORT_PX = 1_000  # from the upper edge of the page to the end of the bar with the button, on a phone
END_OF_FORM = """() => {
  const bar = document.querySelector(".send-bar"), strip = document.querySelector(".demo-strip");
  bar.style.position = "static";
  return Math.round(bar.getBoundingClientRect().bottom + scrollY - (strip ? strip.offsetHeight : 0));
}"""
WORDS = "Quando volto atrás na simulação, a prestação e o prazo mudam sozinhos."


def test_what_is_similar_appears_while_somebody_writes_and_is_supported_instead(page: Page) -> None:
    form = open_form(page)
    form.locator("textarea[name=title]").fill(TITLE)
    form.locator("textarea[name=body]").fill(WORDS)
    lines = form.locator("[data-similar] li")
    expect(lines.first).to_be_visible()
    assert 1 <= lines.count() <= 3
    expect(form.locator("[data-similar] [role=status]")).to_contain_text("may say the same")
    lines.locator("button").first.click()
    form.wait_for_url("**/feedback/*")
    expect(form.locator("button[aria-pressed=true]").first).to_be_visible()


@pytest.mark.parametrize("email", [WRITER, COLLEAGUE], ids=["empty", "with a draft"])
@pytest.mark.parametrize("locale", LOCALES)
def test_the_form_is_short_on_a_phone(page: Page, locale: str, email: str) -> None:
    """What is optional stays folded, and of what is known the titles are enough."""
    page.set_viewport_size({"width": 390, "height": 844})
    sign_in(page, email)
    speak(page, locale)
    page.goto(FORM)
    expect(page.locator("[data-draft]")).to_be_visible(visible=email == COLLEAGUE)
    assert page.evaluate(END_OF_FORM) <= SHORT_PX


def test_nothing_is_looked_up_of_what_nobody_is_to_trace(page: Page) -> None:
    form, asked = open_form(page), list[str]()
    form.on("request", lambda request: asked.append(request.url))
    form.locator("input[name=identity][value=untraceable]").check()
    form.locator("textarea[name=title]").fill(TITLE)
    form.locator("textarea[name=body]").fill(WORDS)
    form.wait_for_timeout(1500)
    assert not [url for url in asked if url.endswith("/similar")]


def test_who_leaves_a_code_that_is_not_noted_is_asked(page: Page) -> None:
    form, asked = open_form(page), list[str]()

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    form.locator("input[name=kind][value=idea]").check()
    form.locator("textarea[name=title]").fill("Ein Gedanke")
    form.locator("textarea[name=body]").fill("Der Schieber bleibt, wo man ihn hinstellt.")
    form.locator("input[name=identity][value=untraceable]").check()
    form.locator(".send-bar .gold").click()
    expect(form.locator("code.reference")).to_be_visible()
    form.on("dialog", stay)
    form.get_by_role("link", name="Back to the campaign").click()
    expect(form.locator("code.reference")).to_be_visible()
    assert asked == ["beforeunload"]
    form.get_by_role("button", name="I have noted it").click()
    form.wait_for_url(f"**{CAMPAIGN}")
    assert asked == ["beforeunload"], "who says that it is noted is not asked"
