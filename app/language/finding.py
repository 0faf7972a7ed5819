"""What somebody looks for, in words and phrases, and where a text says it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from app.language.stems import MAX_QUERY_WORDS, UNSEEN, is_run, query_stems, stems, word_line

_QUOTED = re.compile(
    '["\u201c\u201d\u201e\u00ab\u00bb]([^"\u201c\u201d\u201e\u00ab\u00bb]+)["\u201c\u201d\u201e\u00ab\u00bb]'
)
_TOKEN = re.compile(rf"[^\W_](?:[^\W_]|{UNSEEN})*")
_HYPHENS = "-\u2010"
_IN_NUMBERS = " .,'\u2019\u202f\u00a0"
_PAIR = 2  # letters of a run that are compared together

Place = tuple[int, int]  # from which letter to before which


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is looked for: every word, in one of its forms, and every phrase, word for word."""

    words: list[list[str]]  # beginnings, as ``query_stems`` returns them; those of the phrases included
    phrases: tuple[tuple[str, ...], ...] = ()
    is_cut: bool = False  # there were more words

    @property
    def is_too_short(self) -> bool:
        """Whether it is single letters only: they would find everything."""
        return bool(self.words) and all(
            len(form) == 1 and not form.isdigit() and not is_run(form) for forms in self.words for form in forms
        )


def read_wanted(text: str, languages: Iterable[str]) -> Wanted:
    """Return what is looked for; what stands in quotation marks is a phrase.

    Nothing when the text holds no word. Of very many words, the first twelve count.
    """
    phrases = tuple(line for part in _QUOTED.findall(text) if (line := _phrase(part)))
    loose = _QUOTED.sub(" ", text)
    found = _shortest([*([word] for phrase in phrases for word in phrase), *query_stems(loose, languages)])
    is_cut = len(found) > MAX_QUERY_WORDS or len(set(word_line(loose))) > MAX_QUERY_WORDS
    return Wanted(found[:MAX_QUERY_WORDS], phrases, is_cut)


def _phrase(text: str) -> tuple[str, ...]:
    """Return the words of a phrase; the last letter of a run is a part of the pair before it."""
    words = word_line(text)
    if len(words) > 1 and len(words[-1]) == 1 and is_run(words[-1]) and words[-2].endswith(words[-1]):
        words = words[:-1]
    return tuple(words)


def _shortest(words: Iterable[list[str]]) -> list[list[str]]:
    """Return each set of beginnings once, without those that another one begins."""
    shortest = (
        tuple(form for form in forms if not any(form != other and form.startswith(other) for other in forms))
        for forms in words
    )
    return [list(forms) for forms in dict.fromkeys(shortest)]


def has_words(line: str, wanted: Wanted) -> bool:
    """Tell whether stored stems hold every word: as the index of the search does."""
    held = f" {line}"
    return all(any(f" {form}" in held for form in forms) for forms in wanted.words)


def has_phrases(texts: Sequence[str], wanted: Wanted) -> bool:
    """Tell whether the texts hold every phrase, each in one of them."""
    if not wanted.phrases:
        return True
    lines = [word_line(text) for text in texts]
    return all(any(_follows(line, phrase) for line in lines) for phrase in wanted.phrases)


def _follows(line: list[str], phrase: tuple[str, ...]) -> bool:
    return any(tuple(line[at : at + len(phrase)]) == phrase for at in range(len(line) - len(phrase) + 1))


def places_of(text: str, language: str, wanted: Wanted) -> list[Place]:
    """Return where a text holds the words that are looked for, in whatever form; in order, none inside another."""
    forms = tuple(form for each in wanted.words for form in each)
    if not forms:
        return []
    known: dict[str, bool] = {}
    found: list[Place] = []
    before: re.Match[str] | None = None  # the word before, where it is not looked for by itself
    for token in _TOKEN.finditer(text):
        word, former, before = token.group(), before, None
        if is_run(word):
            found += _in_run(token, forms)
        elif _is_one(word, language, forms, known):
            found.append(token.span())
        elif former is not None and _is_joined(text, former, token, forms):
            found.append((former.start(), token.end()))
        else:
            before = token
    return _merged(found)


def _is_joined(text: str, former: re.Match[str], token: re.Match[str], forms: tuple[str, ...]) -> bool:
    """Tell whether two words that a sign joins are one that is looked for: "e-mail", "5 000"."""
    between, both = text[former.end() : token.start()], f"{former.group()}{token.group()}"
    is_one = between in _HYPHENS or (between in _IN_NUMBERS and both.isdecimal())
    return len(between) == 1 and is_one and any(word.startswith(forms) for word in word_line(both))


def _is_one(word: str, language: str, forms: tuple[str, ...], known: dict[str, bool]) -> bool:
    """Tell whether a word of the text is one that is looked for; ``known``: what was told of others before."""
    if word not in known:
        known[word] = any(form.startswith(forms) for form in stems(word, language).split())
    return known[word]


def _in_run(token: re.Match[str], forms: tuple[str, ...]) -> list[Place]:
    """Return the pairs of letters that are looked for, in what is written without blanks."""
    word, start = token.group(), token.start()
    pairs = ((at, word[at : at + _PAIR]) for at in range(len(word)))
    return [
        (start + at, start + at + len(pair)) for at, pair in pairs if " ".join(word_line(pair)[:1]).startswith(forms)
    ]


def _merged(places: Iterable[Place]) -> list[Place]:
    merged: list[Place] = []
    for start, end in sorted(places):
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged
