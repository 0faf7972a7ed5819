"""Words brought to what they share, so that a search for "payments" finds "payment", and each word itself.

Both databases get the same line of text for a contribution and compare letters only: what is alike is decided
here, by the same functions for what is stored and for what is searched.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from threading import Lock
from unicodedata import category

from babel import Locale
from Stemmer import Stemmer, algorithms

from app.core.languages import base_language
from config import CONTENT_LANGUAGES

MIN_STEM_LETTERS = 3  # a shorter one would find half the dictionary
MIN_TELLING_LETTERS = 4  # a shorter word is everywhere
MAX_TOLD_CHARS = 1000
MAX_LETTERS = 40  # of a longer word, the beginning
MAX_QUERY_WORDS = 12

# Seen on other letters only, or not at all: accents, vowel signs, soft hyphens, joiners, Arabic stretching.
_MARKS = "".join(letter for letter in map(chr, range(0x80, 0x10000)) if category(letter) in {"Cf", "Me", "Mn"})
UNSEEN = f"[{_MARKS}\u0640]"
_UNSEEN = re.compile(UNSEEN)
_LETTERS = str.maketrans({"ł": "l", "ø": "o", "æ": "ae", "œ": "oe", "đ": "d", "ð": "d", "þ": "th", "\u0131": "i"})
# Written without blanks between the words: Thai, Lao, Burmese, Khmer, Japanese, Chinese.
_RUN = (
    r"(?:(?=\w)[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3040-\u30ff\u31f0-\u31ff"
    r"\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff])+"
)
_WORD = re.compile(rf"{_RUN}|(?:(?!{_RUN})[^\W_])+")
# Sometimes written as one word: "e-mail", "5 000", "12.500".
_COMPOUND = r"[^\W_]+(?:[-\u2010][^\W_]+)+|(?<![\d.,])\d{1,3}(?:[ .,'\u2019]\d{3})+(?!\d)"
_PART = re.compile(rf"{_COMPOUND}|{_WORD.pattern}")
_IS_RUN = re.compile(_RUN).fullmatch


def is_run(text: str) -> bool:
    """Tell whether a text is one stretch of a script that has no blanks."""
    return _IS_RUN(text) is not None


def stems(text: str, language: str) -> str:
    """Return what a text is found by, blanks between: its whole words, and their stems in its language.

    Small letters and digits without accents, each form once. ``language`` is a code or a locale; words of a
    language without a stemmer are kept whole only.
    """
    whole = list(dict.fromkeys(form[:MAX_LETTERS] for forms in _words(text) for form in forms))
    return " ".join(dict.fromkeys(_folded([*whole, *_stems(whole, language)])))


def query_stems(query: str, languages: Iterable[str]) -> list[list[str]]:
    """Return, for each word of a search, the beginnings that count as that word in those languages.

    Every word must be found, in any of its forms. Empty when the query holds no word at all.
    """
    known = dict.fromkeys(map(base_language, languages))
    found: dict[str, list[str]] = {}
    for forms in _words(query):
        whole = _folded(form[:MAX_LETTERS] for form in forms)
        stemmed = _folded(stem for language in known for stem in _stems(forms[:1], language))
        found[whole[0]] = sorted({*whole, *(stem for stem in stemmed if len(stem) >= MIN_STEM_LETTERS)})
    telling = [forms for word, forms in found.items() if len(word) > 1 or word.isdigit()]
    return (telling or list(found.values()))[:MAX_QUERY_WORDS]


def telling_words(text: str, language: str, count: int) -> list[list[str]]:
    """Return the longest words of a text, at most ``count``, each with the forms that another text holds it by.

    Long words are rare, and say what a text is about.
    """
    found: dict[str, list[str]] = {}
    for forms in _words(text[:MAX_TOLD_CHARS]):
        whole = _folded(form[:MAX_LETTERS] for form in forms)
        if whole and (len(whole[0]) >= MIN_TELLING_LETTERS or _IS_RUN(forms[0])):
            stemmed = _folded(_stems(forms[:1], language))
            found[whole[0]] = sorted({*whole, *(stem for stem in stemmed if len(stem) >= MIN_STEM_LETTERS)})
    return [found[word] for word in sorted(found, key=len, reverse=True)[:count]]


def as_written(text: str, language: str) -> dict[str, str]:
    """Return each word of a text as it was written, by the forms it is compared in."""
    written: dict[str, str] = {}
    for word in _WORD.findall(text):
        for form in stems(word, language).split():
            written.setdefault(form, word)
    return written


def stem_words(text: str, language: str) -> list[tuple[str, str]]:
    """Return the telling words of a text in their order, each with its stem before it; numbers tell nothing."""
    words = [forms[0] for forms in _words(text) if not forms[0].isdigit()]
    told = [word for word in words if len(word) >= MIN_TELLING_LETTERS or _IS_RUN(word)]
    stemmed = _stems(told, language)[: len(told)] or told
    return [(" ".join(_folded([stem])), word) for stem, word in zip(stemmed, told, strict=True)]


def word_line(text: str) -> list[str]:
    """Return the words of a text in their order, in small letters without accents.

    Of what is written without blanks, each pair of letters is a word, and the last letter.
    """
    return _folded(forms[0][:MAX_LETTERS] for forms in _words(text))


def stem_line(words: list[str], language: str) -> list[str]:
    """Return the stems of such words, in their order; a word stays where its stem would be too short to tell it."""
    stemmer = _stemmers.get(base_language(language))
    if stemmer is None:
        return words
    with _turn:
        found = stemmer.stemWords(words)
    return [stem if len(stem) >= MIN_STEM_LETTERS else word for stem, word in zip(found, words, strict=True)]


def _words(text: str) -> Iterator[list[str]]:
    """Yield each word in small letters, composed, without stray marks; beside it the compound it is a part of.

    Of what is written without blanks, each pair of letters is a word, and the last letter.
    """
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text)
    text = text.casefold()
    if not text.isascii():
        text = _UNSEEN.sub("", text)
    for part in _PART.findall(text):
        words = _WORD.findall(part)
        compound = ["".join(words)] if len(words) > 1 else []
        for word in words:
            if _IS_RUN(word):
                yield from ([word[at : at + 2]] for at in range(len(word)))
            else:
                yield [word, *compound]


def _folded(words: Iterable[str]) -> list[str]:
    """Return the words without what stands on, under or through their letters."""
    line = " ".join(words)
    if line.isascii():
        return line.split()
    return _UNSEEN.sub("", unicodedata.normalize("NFKD", line.translate(_LETTERS))).split()


_algorithms = {code: str(Locale.parse(code).english_name).lower() for code in CONTENT_LANGUAGES}
_stemmers = {code: Stemmer(algorithm) for code, algorithm in _algorithms.items() if algorithm in algorithms()}
_turn = Lock()  # a stemmer holds the word it works on


def _stems(words: list[str], language: str) -> list[str]:
    """Return the stems of the words as they are written, and as people write who leave out the accents."""
    stemmer = _stemmers.get(base_language(language))
    if stemmer is None:
        return []
    with _turn:
        return [*stemmer.stemWords(words), *stemmer.stemWords(_folded(words))]
