"""What people read is written once, in sentence case, and can be translated whole."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

from tests.architecture import source

TEMPLATE = source.ROOT / "translations" / "messages.pot"
MARKUP = re.compile(r"</?[a-z][^>]*>")
WORD = re.compile(r"[A-Za-z][a-z]+")
TITLE_CASE_FROM = 4  # words; shorter ones may all be proper names
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]")
CLOSING = "”“’»)] \N{NO-BREAK SPACE}"  # what may stand after the last mark of a sentence
MARKS = {"؟": "?", "،": ",", "؛": ";"} | {mark: mark for mark in ".,;:?!…"}  # each with its Latin one
GREETINGS = {"Hello,", "Hello %(name)s,"}  # end as each language ends them


@pytest.fixture(scope="module")
def sentences() -> list[str]:
    """Return every msgid, both forms of plurals."""
    with TEMPLATE.open("rb") as lines:
        catalogue: Catalog = read_po(lines)
    found: list[str] = []
    for message in catalogue:
        found += [message.id] if isinstance(message.id, str) else list(message.id)
    return [sentence for sentence in found if sentence]


def test_no_blanks_around(sentences: list[str]) -> None:
    assert [sentence for sentence in sentences if sentence != sentence.strip()] == []


def test_no_markup(sentences: list[str]) -> None:
    assert [sentence for sentence in sentences if MARKUP.search(sentence)] == []


def test_sentence_case(sentences: list[str]) -> None:
    def shouts(sentence: str) -> bool:
        words = WORD.findall(re.sub(r"%\(\w+\)[sd]", "", sentence))
        return len(words) >= TITLE_CASE_FROM and all(word[0].isupper() for word in words)

    assert [sentence for sentence in sentences if shouts(sentence)] == []


def test_every_language_has_every_sentence() -> None:
    catalogues = sorted(TEMPLATE.parent.glob("*/LC_MESSAGES/messages.po"))
    assert catalogues, "no catalogue at all"
    for path in catalogues:
        with path.open("rb") as lines:
            catalogue = read_po(lines, locale=path.parents[1].name)
        missing = [m.id for m in catalogue if m.id and not all([m.string] if isinstance(m.string, str) else m.string)]
        unsure = [m.id for m in catalogue if m.id and m.fuzzy]
        assert (missing, unsure) == ([], []), path.parents[1].name


def translations() -> Iterator[tuple[str, tuple[str, ...], tuple[str, ...]]]:
    """Yield the language, the English forms and the translated forms of each message of each catalogue."""
    for path in sorted(TEMPLATE.parent.glob("*/LC_MESSAGES/messages.po")):
        with path.open("rb") as lines:
            catalogue = read_po(lines, locale=path.parents[1].name)
        for message in catalogue:
            if message.id:
                english, translated = (
                    (words,) if isinstance(words, str) else tuple(words) for words in (message.id, message.string)
                )
                yield path.parents[1].name, english, translated


def test_translations_keep_the_placeholders() -> None:
    """The last form of a plural has them all; the others may count in words, and invent none."""
    lost = []
    for locale, english, forms in translations():
        expected = set(PLACEHOLDER.findall(" ".join(english)))
        found = [set(PLACEHOLDER.findall(form)) for form in forms]
        if found[-1] != expected or not set().union(*found) <= expected:
            lost.append((locale, english[0], forms))
    assert lost == []


def test_translations_end_as_their_english_does() -> None:
    """A sentence with a period has one in every language; a heading or a button has none in any."""

    def mark(sentence: str) -> str:
        return MARKS.get(sentence.rstrip(CLOSING)[-1:], "")

    wrong = [
        (locale, english[-1], forms[-1])
        for locale, english, forms in translations()
        if english[0] not in GREETINGS and mark(forms[-1]) != mark(english[-1])
    ]
    assert wrong == []


def test_arabic_counts_in_the_order_of_its_catalogue() -> None:
    """The form of 11 to 99 comes last, after that of whole hundreds; only its noun ends as an accusative."""
    with (TEMPLATE.parent / "ar" / "LC_MESSAGES" / "messages.po").open("rb") as lines:
        catalogue = read_po(lines, locale="ar")
    counted = [message.string for message in catalogue if message.id and isinstance(message.string, tuple)]
    assert counted, "nothing is counted"
    swapped = [
        forms for forms in counted if forms[4].count("\N{ARABIC FATHATAN}") > forms[5].count("\N{ARABIC FATHATAN}")
    ]
    assert swapped == []


def test_in_arabic_a_name_does_not_take_the_date_after_it_along() -> None:
    """A name in Latin letters draws the number after a comma to its own side, unless a mark stands between them."""
    with (TEMPLATE.parent / "ar" / "LC_MESSAGES" / "messages.po").open("rb") as lines:
        catalogue = read_po(lines, locale="ar")
    told = [words for m in catalogue if m.id for words in ([m.string] if isinstance(m.string, str) else m.string)]
    met = re.compile(r"%\(name\)s(\N{RIGHT-TO-LEFT MARK}?)،? %\((?:when|day|days|until)\)s")
    found = [(words, match.group(1)) for words in told for match in met.finditer(words)]
    assert found, "no name is followed by a date"
    assert [words for words, mark in found if not mark] == []
