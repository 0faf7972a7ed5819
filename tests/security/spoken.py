"""Sentences of the interface found where another language is read."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from html.parser import HTMLParser
from pathlib import Path

from babel.messages.pofile import read_po
from typing_extensions import override

CATALOGUES = Path(__file__).parents[2] / "translations"
READ_ALOUD = {"alt", "aria-label", "placeholder", "title"}
EMPTY = {"br", "hr", "img", "input", "link", "meta", "path", "col", "source", "wbr"}
NOT_WORDS = {"script", "style"}


class Spoken(HTMLParser):
    """Every text of a page that is in the page's own language."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self._stack: list[tuple[str, str]] = []

    @override
    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        outer = self._stack[-1][1] if self._stack else ""
        language = given.get("lang") or outer
        if not outer or language == self._stack[0][1]:
            self.texts += [value for name, value in given.items() if name in READ_ALOUD and value]
        if tag not in EMPTY:
            self._stack.append((tag, language))

    @override
    def handle_endtag(self, tag: str) -> None:
        while self._stack and self._stack.pop()[0] != tag:
            pass

    @override
    def handle_data(self, data: str) -> None:
        if self._stack and self._stack[-1][1] == self._stack[0][1] and self._stack[-1][0] not in NOT_WORDS:
            self.texts.append(data)


def foreign(texts: Iterable[str], read: str, other: str) -> list[str]:
    """Return the texts that are sentences of the interface in ``other``, and not in ``read``."""
    known, plain = _sentences(other), _sentences(read)
    tidy = {" ".join(text.split()) for text in texts} - {""}
    return sorted(text for text in tidy if known.fullmatch(text) and not plain.fullmatch(text))


@cache
def _sentences(locale: str) -> re.Pattern[str]:
    """Return what matches any sentence of the interface in a language, whatever its values."""
    patterns = {_pattern(text) for text in _texts(locale)}
    return re.compile("|".join(sorted(each for each in patterns if re.search(r"\w{3}", each.replace(".+", "")))))


def _texts(locale: str) -> Iterator[str]:
    path = CATALOGUES / ("fr" if locale == "en" else locale.replace("-", "_")) / "LC_MESSAGES" / "messages.po"
    with path.open("rb") as file:
        for message in read_po(file):
            texts = message.id if locale == "en" else message.string
            yield from (texts,) if isinstance(texts, str) else texts


def _pattern(text: str) -> str:
    """Return a pattern of the sentence; any value may stand in its places."""
    return ".+".join(re.escape(part) for part in re.split(r"%\(\w+\)[sd]", " ".join(text.split())))
