"""The interface uses the words of docs/glossary.md, and none of those it says to avoid."""

from __future__ import annotations

import re
from functools import cache

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

from tests.architecture import source

GLOSSARY = source.ROOT / "docs" / "glossary.md"
TRANSLATIONS = source.ROOT / "translations"
COLUMNS = ("en", "fr", "de", "pt_PT", "ar")  # of the table, after the word to write
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]")
NUMBERS = "count num part whole days done late length maximum minimum limit rating stars".split()
NUMBER_AND_NOUN = re.compile(rf"%\((?:{'|'.join(NUMBERS)})\)[sd] (?=\S)")  # a no-break space belongs there


# Sentences that are still to be mended, none to be added: the list ends empty.
# fmt: off
STILL_TO_MEND = {
    "%(count)s contribution waits.",
    "%(count)s contribution waits; late: %(late)s.",
    "%(num)d contribution waits for you",
    "%(num)d of them has waited longer than promised.",
    "%(num)d of them have waited longer than promised.",
    "A campaign opened where you work; it is no longer open to you.",
    "A change of a published contribution; others see the version of before",
    "A contribution waited to be read; a moderator has since dealt with it.",
    "A contribution waits for a moderator to read it.",
    "A contribution waits for a moderator to read it. No ambassador here reads this language.",
    "A contribution waits for you to read it",
    "A moderator has not kept your change; others go on reading the version of before.",
    "A moderator has still to read your change; the version of before stays visible.",
    "A new decision takes the place of the last one. The earlier ones stay readable.",
    "A role waits for you to agree",
    "All campaigns open to you",
    "Everything stays readable; nothing more can be written.",
    "Keep these settings",
    "No campaign is open to you yet",
    "No contribution waits for you.",
    "Nobody of %(entity)s will be able to write any more. Everything stays readable. This cannot be undone.",
    "None has waited longer than promised.",
    "Nothing that waits matches these filters.",
    "Nothing waits",
    "Others no longer read it. Its author is told the reason.",
    "Somebody else changed this meanwhile. Reload the page to see what it says now.",
    "Something happened to a contribution that is no longer open to you.",
    "Start again from nothing",
    "State",
    "The edition is closed. Everything stays readable.",
    "The promise of a campaign changed; the campaign is no longer open to you.",
    "This campaign is closed where you work. What was said, answered and decided stays readable.",
    "This campaign is closed. What was said stays readable.",
    "This edition is closed: its dates no longer change, and everything stays readable.",
    "This is no longer possible: the state has changed meanwhile. Reload the page to see where it stands.",
    "This kind of file is not accepted.",
    "This page does not exist, or is not open to you.",
    "What waits to be read",
    "Who animates it",
}
# fmt: on


@cache
def avoided(locale: str) -> tuple[str, ...]:
    """Return the words the glossary refuses in one language."""
    table = GLOSSARY.read_text(encoding="utf-8").split("## Words to avoid")[1]
    rows = [
        [cell.strip() for cell in line.strip("|").split("|")] for line in table.splitlines() if line.startswith("|")
    ]
    cells = [row[1 + COLUMNS.index(locale)] for row in rows[2:]]
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


@pytest.mark.parametrize("locale", COLUMNS)
def test_no_avoided_word(locale: str) -> None:
    assert avoided(locale), "the glossary has no such table any more"
    wrong = {sentence for sentence in written(locale) if pattern(locale).search(said(sentence))}
    assert wrong == set()


@pytest.mark.parametrize("locale", COLUMNS)
def test_a_number_and_its_noun_stay_on_one_line(locale: str) -> None:
    parted = {form for form in written(locale) if NUMBER_AND_NOUN.search(form)}
    assert parted == set()


def test_french_signs_do_not_part_from_their_words() -> None:
    parted = {form for form in written("fr") if FRENCH_SIGN_APART.search(form)}
    assert parted == set()
