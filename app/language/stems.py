"""Words brought to what they share, so that a search for "payments" finds "payment".

Both databases get the same column of stems and compare letters only: what is alike is decided here.
Every word is kept twice where accents make a difference, stemmed then folded and folded then stemmed:
people search "platnosc" and mean "płatność".
"""

from __future__ import annotations

import re
import sys
import unicodedata
from collections.abc import Iterable
from importlib import import_module
from importlib.util import find_spec
from threading import Lock
from types import ModuleType
from typing import Any

from app.language.names import base_language

SNOWBALL = {
    "ar": "arabic",
    "ca": "catalan",
    "de": "german",
    "en": "english",
    "es": "spanish",
    "fr": "french",
    "it": "italian",
    "nl": "dutch",
    "pl": "polish",
    "pt": "portuguese",
}
MIN_LETTERS = 2  # "l'application" is one word and an apostrophe
MAX_LETTERS = 40  # longer is an address or a key, never searched whole
MAX_QUERY_WORDS = 12
CACHED_WORDS = 10_000  # for each language: about 2 MB

_WORD = re.compile(r"[^\W_]+")
_MARKS = re.compile("[\u0300-\u036f\u064b-\u065f\u0670\u0640]")  # stray accents, Arabic vowel signs and stretching
_LETTERS = str.maketrans(
    {"ł": "l", "ß": "ss", "ø": "o", "æ": "ae", "œ": "oe", "đ": "d", "ð": "d", "þ": "th", "\u0131": "i"},
)


def stems(text: str, language: str) -> str:
    """Return the words of a text as one searchable line: stems of small letters and digits, blanks between.

    ``language`` is a code or a locale; words of a language without a stemmer are only folded. About
    100,000 sentences a second once the words are known.
    """
    stem = _stemmer(language)
    return " ".join(filter(None, map(stem.__getitem__, _words(text))))


def query_stems(query: str, languages: Iterable[str]) -> list[list[str]]:
    """Return, for each word of a search, the beginnings that count as that word in those languages.

    Every word must be found, in any of its forms. Empty when the query holds no word at all.
    """
    stemmers = [_stemmer(language) for language in dict.fromkeys(map(base_language, languages))]
    found: list[list[str]] = []
    for word in dict.fromkeys(_words(query)):
        # The word itself finds texts whose language is not among those, or not known.
        forms = {form for stem in stemmers for form in stem[word].split()} | set(_plain(word).split())
        if forms:
            found.append(sorted(_telling(forms, len(word))))
    return found[:MAX_QUERY_WORDS]


def _telling(forms: set[str], length: int) -> set[str]:
    """Leave out what is so short beside its word that it would find half the dictionary."""
    return {form for form in forms if len(form) > MIN_LETTERS or len(form) >= length - 1} or forms


def _words(text: str) -> list[str]:
    """Return the words in small letters, composed, without stray marks."""
    if not text.isascii():
        text = _MARKS.sub("", unicodedata.normalize("NFKC", text))
    return _WORD.findall(text.lower())


def _fold(word: str) -> str:
    """Return the letters without what stands on, under or through them."""
    if word.isascii():
        return word
    bare = unicodedata.normalize("NFKD", word.translate(_LETTERS))
    return "".join(letter for letter in bare if letter.isalnum())


def _plain(word: str) -> str:
    """Return the word folded, or nothing when it is too short or too long to be searched."""
    folded = _fold(word)
    return folded if MIN_LETTERS <= len(folded) <= MAX_LETTERS or folded.isdigit() else ""


class _Stemmer(dict[str, str]):
    """The stems of the words met so far, in one language; forgets all of them when there are too many.

    Reading is safe from any thread. The library's stemmer holds the word it works on, hence the lock.
    """

    def __init__(self, algorithm: str) -> None:
        super().__init__()
        self._lock = Lock()
        self._library = _library_stemmer(algorithm) if algorithm else None

    def __missing__(self, word: str) -> str:
        forms = self._forms(word)
        if len(self) >= CACHED_WORDS:
            self.clear()
        self[word] = forms
        return forms

    def _forms(self, word: str) -> str:
        folded = _plain(word)
        if self._library is None or not folded or folded.isdigit():
            return folded[:MAX_LETTERS]
        with self._lock:
            accented = _fold(self._library.stemWord(word))
            bare = accented if word == folded else _fold(self._library.stemWord(folded))
        return accented if accented == bare else f"{accented} {bare}"


_LIBRARY = "app.language._snowball"
_making = Lock()
_stemmers: dict[str, _Stemmer] = {}


def _stemmer(language: str) -> _Stemmer:
    """Return the one stemmer of a language; all languages without one share theirs."""
    algorithm = SNOWBALL.get(base_language(language), "")
    known = _stemmers.get(algorithm)
    if known is None:
        with _making:
            known = _stemmers.setdefault(algorithm, _Stemmer(algorithm))
    return known


def _library_stemmer(algorithm: str) -> Any:  # noqa: ANN401 - the library has no types
    """Import one stemmer, through a package of our own: the library's imports thirty, which take 10 MB."""
    if _LIBRARY not in sys.modules:
        found = find_spec("snowballstemmer")
        assert found
        package = ModuleType(_LIBRARY)
        package.__path__ = list(found.submodule_search_locations or ())
        sys.modules[_LIBRARY] = package
    module = import_module(f"{_LIBRARY}.{algorithm}_stemmer")
    return getattr(module, f"{algorithm.title()}Stemmer")()
