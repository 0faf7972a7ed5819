"""Which language a person reads, and how a piece of work is done in somebody else's."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache

from babel import Locale, UnknownLocaleError
from flask import g
from flask_babel import force_locale, get_locale


@lru_cache(maxsize=64)
def babel_locale(code: str) -> Locale:
    """Return Babel's locale for a code such as ``pt-PT``."""
    return Locale.parse(code, sep="-")


def direction_of(code: str) -> str:
    """Return ``ltr`` or ``rtl`` for a language, also one the interface does not speak."""
    try:
        return babel_locale(code).text_direction
    except (ValueError, UnknownLocaleError):
        return "ltr"


def direction_of_words(words: str) -> str:
    """Return ``ltr`` or ``rtl`` by the first letter, "" without one: what makes a PDF does not know ``dir="auto"``."""
    strong = (unicodedata.bidirectional(letter) for letter in words)
    first = next((one for one in strong if one in {"L", "R", "AL"}), "")
    return {"": "", "L": "ltr"}.get(first, "rtl")


def native_name(code: str) -> str:
    """Return what a language calls itself, capitalised as a label: ``Português`` for ``pt-PT``."""
    name = babel_locale(code).get_language_name() or code
    return name[:1].upper() + name[1:]


def best_match(wanted: Iterable[str], offered: Sequence[str]) -> str | None:
    """Return the first offered code that matches a wanted one, exactly or by its language (``pt`` for ``pt-PT``)."""
    exact = {code.lower(): code for code in offered}
    by_language = {code.lower().split("-", maxsplit=1)[0]: code for code in reversed(offered)}
    for code in wanted:
        low = code.replace("_", "-").lower()
        match = exact.get(low) or by_language.get(low.split("-", maxsplit=1)[0])
        if match:
            return match
    return None


def interface_language(wanted: str, offered: Sequence[str]) -> str:
    """Return the language of the interface for somebody who wants this one: the first one where it is not offered."""
    return best_match([wanted], offered) or offered[0]


def current_code() -> str:
    """Return the code of the language in which the work at hand is done."""
    return str(get_locale()).replace("_", "-")


@contextmanager
def language_of(code: str) -> Iterator[None]:
    """Do the work inside in that language: the only way to render a mail or a document for somebody else."""
    kept = g.pop("catalogue", None)
    try:
        with force_locale(code.replace("-", "_")):
            yield
    finally:
        g.pop("catalogue", None)
        if kept is not None:
            g.catalogue = kept
