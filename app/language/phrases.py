"""Words and phrases looked for in what somebody writes: whole words, whatever their case, accents and endings."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache

from app.language.stems import stem_line, word_line

PHRASE_MAX_CHARS = 100  # of one phrase, as it is listed
LISTS_KEPT = 64  # read again and again: each contribution is compared with the lists of its place

Words = tuple[str, ...]


def first_phrase(text: str, phrases: tuple[str, ...], language: str) -> str:
    """Return the first of the phrases that the text contains, as it is listed; "" when it contains none.

    A phrase is one word or several that follow each other. The time grows with the text alone: about 10 milliseconds
    for 6,000 characters, whatever the number of phrases; a list of 2,000 is read once, in 0.1 seconds, then kept.
    """
    if not phrases:
        return ""
    exact, stemmed = _read(phrases, language)
    line = word_line(text)
    stems = stem_line(line, language)
    return next(_found(line, exact), "") or next(_found(stems, stemmed), "")


def _found(line: list[str], known: Mapping[Words, str]) -> Iterator[str]:
    """Yield the phrases of a line in its order."""
    lengths = sorted({len(words) for words in known})
    for start in range(len(line)):
        for length in lengths:
            phrase = known.get(tuple(line[start : start + length]))
            if phrase is not None:
                yield phrase


@lru_cache(maxsize=LISTS_KEPT)
def _read(phrases: tuple[str, ...], language: str) -> tuple[Mapping[Words, str], Mapping[Words, str]]:
    """Return the phrases by their words, and by the stems of these in a language."""
    exact, stemmed = dict[Words, str](), dict[Words, str]()
    for phrase, words in _lines(phrases):
        exact.setdefault(tuple(words), phrase)
        stemmed.setdefault(tuple(stem_line(words, language)), phrase)
    return exact, stemmed


def _lines(phrases: Iterable[str]) -> Iterator[tuple[str, list[str]]]:
    for phrase in phrases:
        words = word_line(phrase)
        if [len(word) for word in words[-2:]] == [2, 1] and words[-2].endswith(words[-1]):
            words = words[:-1]  # written without blanks: the last letter ends a pair that is compared already
        if words:
            yield phrase, words
