"""Chromium as the browser tests and the screenshots drive it."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Literal

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Locator, Page, expect, sync_playwright

MISSING = "Chromium is not on this machine (Debian package: chromium)"
TIMEOUT_MS = 30_000  # for whatever is waited for: on a busy machine a page takes seconds
ARGUMENTS = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-dev-shm-usage")
AXE_RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
AXE_OPTIONS = {"runOnly": list(AXE_RULES), "resultTypes": ["violations", "incomplete"]}
# axe cannot measure words on a gradient: each becomes its plain colour, the stage its lightest one. And it takes what a
# bar at the edge covers until one scrolls for too small to be touched: bars go to their places.
FLATTEN = """
document.querySelectorAll("*").forEach(box => {
  if (getComputedStyle(box).position === "sticky") Object.assign(box.style, { position: "relative", inset: "auto" });
  if (!getComputedStyle(box).backgroundImage.includes("gradient")) return;
  box.style.backgroundImage = "none";
  if (box.matches(".hero")) box.style.backgroundColor = "#64479c";
})
"""
RUN_AXE = """
async options => {
  const { violations, incomplete } = await axe.run(document, options);
  const unmeasured = node => node.any.some(check => ["bgGradient", "bgImage"].includes(check.data?.messageKey));
  const contrast = incomplete.filter(rule => rule.id === "color-contrast")
    .map(rule => ({ ...rule, nodes: rule.nodes.filter(unmeasured) })).filter(rule => rule.nodes.length);
  return [...violations, ...contrast].map(({ id, help, nodes }) =>
    `${id}: ${help} — ${nodes.slice(0, 5).map(node => node.target.join(" ")).join("; ")}`);
}
"""


def executable() -> str | None:
    """Return the path of Chromium, or ``None`` where there is none."""
    return shutil.which("chromium") or shutil.which("chromium-browser")


@contextmanager
def chromium() -> Iterator[Browser]:
    """Run Chromium for as long as the block lasts.

    :raises FileNotFoundError: there is no Chromium here
    """
    path = executable()
    if path is None:
        raise FileNotFoundError(MISSING)
    expect.set_options(timeout=TIMEOUT_MS)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(ARGUMENTS))
        try:
            yield browser
        finally:
            browser.close()


@dataclass(frozen=True, slots=True)
class Look:
    """How a reader looks at the site: language, colours, script, window in CSS pixels."""

    locale: str = "en"
    scheme: Literal["light", "dark"] = "light"
    script: bool = True
    width: int = 1280
    height: int = 900


@dataclass  # no slots: Playwright writes an attribute on the object whose method listens
class Window:
    """One page in a browser of its own, and what it complained about."""

    page: Page
    base_url: str
    complaints: list[str] = field(default_factory=list)

    def listen(self) -> None:
        """Keep script errors, refused resources, requests to anybody else, and answers of 500 and more."""
        self.page.on("pageerror", lambda error: self.complaints.append(f"script: {error}"))
        self.page.on("console", self._hear)
        self.page.on(
            "response",
            lambda answer: self.complaints.append(f"{answer.status} {answer.url}") if answer.status >= 500 else None,
        )

        self.page.on("request", lambda request: self._look_at(request.url))

    def _look_at(self, url: str) -> None:
        if not url.startswith(self.base_url + "/"):
            self.complaints.append(f"asked elsewhere: {url}")

    def _hear(self, message: ConsoleMessage) -> None:
        """An answer of 4xx is also told on the console; a test that wants one has asked for it."""
        if message.type == "error" and "Failed to load resource" not in message.text:
            self.complaints.append(f"console: {message.text}")


@contextmanager
def window(browser: Browser, base_url: str, look: Look, state: Callable[[], str] | None = None) -> Iterator[Window]:
    """Open a page with its own cookies, closed with the block; ``state`` gives a file of cookies to begin with."""
    context: BrowserContext = browser.new_context(
        base_url=base_url,
        locale=look.locale,
        color_scheme=look.scheme,
        java_script_enabled=look.script,
        viewport={"width": look.width, "height": look.height},
        reduced_motion="reduce",
        storage_state=state() if state else None,
    )
    context.set_default_timeout(TIMEOUT_MS)
    opened = Window(context.new_page(), base_url)
    opened.listen()
    try:
        yield opened
    finally:
        context.close()


def follow(page: Page, target: Locator) -> None:
    """Click what leads to another page, and wait until that page is whole: what counts or lists does not wait."""
    with page.expect_navigation():
        target.click()


def accessibility_faults(page: Page) -> list[str]:
    """Return what axe finds on the page as it is now: rule, and the elements at fault.

    axe is evaluated through the debugging protocol, which the page's content security policy does not
    govern: the policy stays in force. Not for a page without script: axe would wait for ever.
    """
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
        page.evaluate(FLATTEN)
    return [str(fault) for fault in page.evaluate(RUN_AXE, AXE_OPTIONS)]


def overflow_px(page: Page) -> int:
    """Return by how many pixels the page is wider than its window; 0 when it fits."""
    return int(page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))
