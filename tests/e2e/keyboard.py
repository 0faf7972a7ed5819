"""Somebody who has a keyboard and no pointer. At every step they see where they are, and come there in order."""

from __future__ import annotations

from playwright.sync_api import Locator, Page

MOST_STEPS = 300

# What is wrong with where the focus is: "" when it is shown, in sight, not covered, and after the last place.
LOOK = """
async backwards => {
  await new Promise(done => requestAnimationFrame(done));
  const here = document.activeElement, before = window.lastPlace;
  window.lastPlace = here;
  if (!here || here === document.body) return "";  // the browser's own bar, between the end and the beginning
  const outlined = box => { const style = getComputedStyle(box);
    return style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2; };
  let shown = here;
  while (shown && !outlined(shown)) shown = shown.parentElement;
  const inside = here.matches("input[type^=date]:not(:focus)");  // its calendar button, which Chromium rings itself
  if (inside) shown = here;
  if (!shown) return "shows no focus";
  const box = shown.getBoundingClientRect();
  const points = [[.5, .5], [.1, .5], [.9, .5], [.5, .1], [.5, .9]].map(([x, y]) => document.elementFromPoint(
    Math.min(Math.max(box.left + box.width * x, 1), innerWidth - 2),
    Math.min(Math.max(box.top + box.height * y, 1), innerHeight - 2)));
  if (!points.some(hit => hit && (shown.contains(hit) || hit.contains(here)))) return "is covered or out of sight";
  if (!before?.isConnected || before === here || here.tabIndex < 0 || before === document.body) return "";
  if (!backwards && here.matches(".skip")) return "";  // round again, from the beginning
  const wanted = backwards ? Node.DOCUMENT_POSITION_PRECEDING : Node.DOCUMENT_POSITION_FOLLOWING;
  return before.compareDocumentPosition(here) & wanted ? "" : "comes out of order";
}
"""
WHO = "() => { const here = document.activeElement; return here.outerHTML.slice(0, 120); }"
IS_FOCUSED = "here => here === document.activeElement"
SHARES_FOCUS = "here => document.activeElement.name === here.name && document.activeElement.type === 'radio'"


class Keyboard:
    """Keys pressed on a page, each landing place looked at."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def press(self, *keys: str) -> None:
        """Press keys one after the other."""
        for key in keys:
            self.page.keyboard.press(key)

    def type(self, text: str) -> None:
        """Write where the focus is."""
        self.page.keyboard.type(text)

    def step(self, *, backwards: bool = False) -> None:
        """Go to the next place, or the one before, and look at it."""
        self.press("Shift+Tab" if backwards else "Tab")
        fault = self.page.evaluate(LOOK, backwards)
        assert fault == "", f"{self.page.evaluate(WHO)} {fault} on {self.page.url}"

    def to(self, target: Locator, *, backwards: bool = False, script: str = IS_FOCUSED) -> None:
        """Step until the focus is on the target."""
        for _ in range(MOST_STEPS):
            if target.evaluate(script):
                return
            self.step(backwards=backwards)
        message = f"{MOST_STEPS} steps do not lead to {target}"
        raise AssertionError(message)

    def follow(self, target: Locator, key: str = "Enter", *, backwards: bool = False) -> None:
        """Step to a link or a button that leads to another page, press it, and wait for that page."""
        self.to(target, backwards=backwards)
        with self.page.expect_navigation():
            self.press(key)

    def fill(self, target: Locator, text: str) -> None:
        """Step to a field and write in it."""
        self.to(target)
        self.type(text)

    def choose(self, target: Locator) -> None:
        """Step to a group of radio buttons, and move with the arrows until this one is chosen."""
        self.to(target, script=SHARES_FOCUS)
        for _ in range(MOST_STEPS):
            if target.evaluate(IS_FOCUSED):
                break
            self.press("ArrowDown")
        if not target.is_checked():
            self.press("Space")
        assert target.is_checked()
