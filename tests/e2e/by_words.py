"""Somebody who goes by the words on the pages alone: no address is typed but the first, no markup is looked at.

Pages are counted as the browser shows them, clicks as they are made. What is not visible cannot be used.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from playwright.sync_api import Frame, Locator, Page

from app.demo.stage import PASSWORD
from tests.e2e.browser import follow

Part = Literal["button", "checkbox", "link", "radio"]


@dataclass
class Reader:
    """A person at a browser, and what their way cost so far."""

    page: Page
    pages: int = field(default=0, init=False)
    clicks: int = field(default=0, init=False)
    fields: int = field(default=0, init=False)

    def __post_init__(self) -> None:
        """Begin to count."""
        self.page.on("framenavigated", self._turn)

    def _turn(self, frame: Frame) -> None:
        if frame is self.page.main_frame:
            self.pages += 1

    def arrive(self, email: str, words: tuple[str, str, str] = ("E-mail address", "Password", "Sign in")) -> None:
        """Come to the site for the first time and sign in; ``words``: of the two fields and the button."""
        address, password, button = words
        self.page.goto("/")
        self.write(address, email)
        self.write(password, PASSWORD)
        self.press("button", button, within=self.main)
        self.page.get_by_role("link", name="Pépite").wait_for()

    def choose_language(self, now: str, wanted: str) -> None:
        """Choose a language in the menu at the top, which bears the name of the one of now."""
        self.unfold(self.page.get_by_role("banner").locator("summary", has_text=now))
        self.press("button", wanted)

    def press(self, part: Part, name: str, *, within: Locator | None = None) -> None:
        """Click what bears these words and leads to another page."""
        follow(self.page, (within or self.page).get_by_role(part, name=name, exact=True))
        self.clicks += 1

    def unfold(self, summary: Locator | str) -> None:
        """Open what is folded under a line."""
        line = self.page.locator("summary", has_text=summary) if isinstance(summary, str) else summary
        line.click()
        self.clicks += 1

    def write(self, label: str, words: str, *, within: Locator | None = None) -> None:
        """Fill in the field that bears these words."""
        (within or self.page).get_by_label(label).fill(words)
        self.fields += 1

    def tick(self, *names: str) -> None:
        """Tick boxes."""
        for name in names:
            self.page.get_by_role("checkbox", name=name, exact=True).check()
            self.clicks += 1

    def sees(self, *words: str) -> None:
        """Wait until these words stand on the page."""
        for each in words:
            self.page.get_by_text(each).filter(visible=True).first.wait_for()

    @property
    def main(self) -> Locator:
        """The page without its bars."""
        return self.page.get_by_role("main")
