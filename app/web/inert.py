"""A part of a page to look at only: its words stay, nothing in it can be followed, pressed or sent."""

from __future__ import annotations

from html import escape
from html.parser import HTMLParser

from markupsafe import Markup

HIDDEN = ("type", "hidden")  # an input that nobody sees
PRESSED = frozenset({"button", "input", "select", "textarea"})
LEADING = frozenset({"href", "action", "formaction", "method", "name", "data-live"})


def inert(html: Markup | str) -> Markup:
    """Return a part of a page without the addresses of its links, without its forms, its fields disabled.

    :param html: what a template of ours has printed
    """
    reader = _Inert()
    reader.feed(html)
    reader.close()
    return Markup("".join(reader.parts))  # noqa: S704 - what a template printed, with less in it


class _Inert(HTMLParser):
    """Print again what is read, less what leads somewhere."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.parts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "input" and HIDDEN in attrs:
            return
        if tag not in {"a", "form"} | PRESSED:
            self.parts.append(self.get_starttag_text() or "")
            return
        kept = [(name, value) for name, value in attrs if name not in LEADING]
        if tag in PRESSED:
            kept.append(("disabled", None))
        words = "".join(f' {name}="{escape(value)}"' if value is not None else f" {name}" for name, value in kept)
        self.parts.append(f"<{'div' if tag == 'form' else tag}{words}>")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in {"a", "form"} | PRESSED:
            self.handle_starttag(tag, attrs)
        else:
            self.parts.append(self.get_starttag_text() or "")

    def handle_endtag(self, tag: str) -> None:
        self.parts.append(f"</{'div' if tag == 'form' else tag}>")

    def handle_data(self, data: str) -> None:
        self.parts.append(data)

    def handle_entityref(self, name: str) -> None:
        self.parts.append(f"&{name};")

    def handle_charref(self, name: str) -> None:
        self.parts.append(f"&#{name};")
