"""The interface uses the words of docs/glossary.md, and none of those it says to avoid."""

from __future__ import annotations

import re
from functools import cache

import pytest
from babel import Locale
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

from config import LOCALES
from tests.architecture import source

GLOSSARY = source.ROOT / "docs" / "glossary.md"
TRANSLATIONS = source.ROOT / "translations"
CATALOGUES = tuple(locale.replace("-", "_") for locale in LOCALES)
AVOIDED = "not in "  # what each heading of the tables begins with, before the language in English
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]")
NUMBERS = "count|num|part|whole|days|done|late|length|maximum|minimum|limit|rating|stars"
NUMBER_AND_NOUN = re.compile(rf"%\((?:{NUMBERS})\)[sd] (?=\S)")  # a no-break space belongs there
FRENCH_SIGN_APART = re.compile(r" [:;!?»]|« ")  # a no-break space belongs before these signs, and after that one


@cache
def avoided(locale: str) -> tuple[str, ...]:
    """Return the words the glossary refuses in one language; none where its tables have no column of that language."""
    heading = AVOIDED + (Locale.parse(locale).get_language_name("en") or "")
    cells: list[str] = []
    for table in GLOSSARY.read_text(encoding="utf-8").split("## Words to avoid")[1:]:
        head, _line, *rows = [
            [cell.strip() for cell in line.strip("|").split("|")] for line in table.splitlines() if line.startswith("|")
        ]
        cells += [row[head.index(heading)] for row in rows] if heading in head else []
    return tuple(word.strip() for cell in cells for word in cell.split(",") if word.strip())


@cache
def pattern(locale: str) -> re.Pattern[str]:
    """Return what finds one of these words. Arabic writes its articles and prepositions on to the word."""
    words = "|".join(map(re.escape, avoided(locale)))
    return re.compile(words if locale == "ar" else rf"(?<![\w-])(?:{words})(?![\w-])", re.IGNORECASE)


def read(locale: str) -> Catalog:
    path = TRANSLATIONS / ("messages.pot" if locale == "en" else f"{locale}/LC_MESSAGES/messages.po")
    with path.open("rb") as lines:
        return read_po(lines, locale=None if locale == "en" else locale)


def forms(text: str | tuple[str, ...] | list[str]) -> tuple[str, ...]:
    """Return the forms of a message that has a plural, or the only one."""
    return (text,) if isinstance(text, str) else tuple(text)


def written(locale: str) -> list[str]:
    """Return every sentence of a language, each form of plurals."""
    messages = [message for message in read(locale) if message.id]
    return [form for message in messages for form in forms(message.id if locale == "en" else message.string)]


def said(sentence: str) -> str:
    """Return a sentence as it is read: without its placeholders, and with plain spaces."""
    return PLACEHOLDER.sub("…", sentence).replace("\N{NO-BREAK SPACE}", " ")


@pytest.mark.parametrize("locale", [locale for locale in CATALOGUES if avoided(locale)])
def test_no_avoided_word(locale: str) -> None:
    assert avoided("en"), "the glossary has no such table any more"
    wrong = {sentence for sentence in written(locale) if pattern(locale).search(said(sentence))}
    assert wrong == set()


@pytest.mark.parametrize("locale", CATALOGUES)
def test_a_number_and_its_noun_stay_on_one_line(locale: str) -> None:
    parted = {form for form in written(locale) if NUMBER_AND_NOUN.search(form)}
    assert parted == set()


def test_french_signs_stay_with_their_words() -> None:
    parted = {form for form in written("fr") if FRENCH_SIGN_APART.search(form)}
    assert parted == set()
