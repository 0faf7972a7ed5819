"""Words are inserted below what is typed, also where the browser keeps a draft of it."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.e2e.browser import Look
from tests.e2e.conftest import OpenPage
from tests.e2e.people import MANAGER

KEPT_MS = 700  # the script keeps what is written once the keys rest for 400 ms


@pytest.mark.parametrize("script", [True, False])
def test_a_ready_answer_is_inserted_below_what_is_typed(open_page: OpenPage, *, script: bool) -> None:
    page, title = open_page(Look(script=script), MANAGER), f"Slow transfers {script}"
    page.goto("/answers")
    page.locator("a[href$='/ready-answers']").first.click()
    page.locator("a[href$='/ready-answers/new']").click()
    page.locator("[name=title]").fill(title)
    page.locator("textarea[name^=body_]").first.fill("We know.")
    page.locator("main form button[type=submit]").last.click()
    expect(page.locator("main")).to_contain_text(title)
    page.goto("/answers")
    page.locator("main a[href^='/feedback/']").first.click()
    words = page.locator("#answer-body")
    words.fill("Dear colleague,")
    page.wait_for_timeout(KEPT_MS)
    page.locator("select[name=ready]").select_option(label=title)
    page.locator("button[name=insert]").click()
    expect(words).to_have_value(re.compile(r"^Dear colleague,\s+We know\.$"))
