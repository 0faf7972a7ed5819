"""Read a page as a browser would, and tell what in it could act."""

from __future__ import annotations

import re
from html.parser import HTMLParser

ACTIVE = {"iframe", "object", "embed", "applet", "base", "meta-refresh", "frame", "link-import", "math", "style"}
ADDRESSES = ("href", "src", "action", "formaction", "poster", "data", "xlink:href")
BESIDE = re.compile(r"[\w.~-]+(?:/[\w.~-]+)*")  # a page beside this one: no scheme, no host
ELSEWHERE = ("https://", "http://", "mailto:")  # only in links people wrote, with rel


class Reader(HTMLParser):
    """Collects what should not be there."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.faults: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Look at one tag."""
        values = {name: value or "" for name, value in attrs}
        if tag in ACTIVE:
            self.faults.append(tag)
        if tag == "script" and not values.get("src", "").startswith("/assets/"):
            self.faults.append("script")
        if tag == "img" and "src" in values and not values["src"].startswith(("/feedback/", "/links/", "/assets/")):
            self.faults.append(f"img {values['src']}")
        for name, value in values.items():
            if name.startswith("on") or name in {"style", "srcdoc", "ping"}:
                self.faults.append(f"{tag}[{name}]")
            if name in ADDRESSES:
                self._look_at(tag, values, value.strip().lower())

    def _look_at(self, tag: str, values: dict[str, str], address: str) -> None:
        if address == "" or address[:1] in {"#", "?"} or (address[:1] == "/" and address[1:2] not in {"/", "\\"}):
            return
        if tag == "a" and BESIDE.fullmatch(address):
            return
        is_link = tag == "a" and address.startswith(ELSEWHERE)
        if not is_link or not {"noopener", "nofollow"} <= set(values.get("rel", "").split()):
            self.faults.append(f"{tag} → {address[:40]}")


def faults(html: str) -> list[str]:
    """Return what could act in a page: scripts, handlers, styles, addresses elsewhere, images of others."""
    reader = Reader()
    reader.feed(html)
    reader.close()
    return reader.faults
