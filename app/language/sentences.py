"""Sentences that tell of many texts: taken as they stand, never written anew, and always the same."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from app.language.stems import stem_words

SHORTEST, LONGEST = 20, 280  # characters of a sentence that can stand alone
LEAST_TEXTS = 2  # that share a word: one alone tells of itself
LEAST_WORDS = 2  # of a sentence, that other texts share
SHORT = 6  # words by which a sentence counts as longer: else the shortest would always come first
KNOWN_ALREADY = 0.2  # what a word counts that a sentence taken before holds
_END = re.compile(r"(?<=[.!?…؟。])\s+|\n+")


@dataclass(frozen=True, slots=True)
class TakenSentence:
    """A sentence as it stands, and the place of its text among those given."""

    text: int
    words: str


def telling_sentences(texts: Sequence[tuple[str, str]], count: int) -> list[TakenSentence]:
    """Return the sentences whose words most texts share, one of a text, the most telling first.

    ``texts``: words and their language. What sentences taken before say already counts little.
    """
    candidates: list[tuple[TakenSentence, frozenset[str]]] = []
    shared: Counter[str] = Counter()
    for place, (text, language) in enumerate(texts):
        shared.update(_stems(text, language))
        for sentence in _END.split(text):
            words = sentence.strip()
            if SHORTEST <= len(words) <= LONGEST:
                candidates.append((TakenSentence(place, words), _stems(words, language)))
    weights = {stem: math.log(number) for stem, number in shared.items() if number >= LEAST_TEXTS}
    candidates = [each for each in candidates if len(each[1] & weights.keys()) >= LEAST_WORDS]
    taken: list[TakenSentence] = []
    said: set[str] = set()
    while candidates and len(taken) < count:
        scores = [_score(stems, weights, said) for _sentence, stems in candidates]
        best = max(range(len(candidates)), key=lambda at: (scores[at], -at))
        if scores[best] <= 0:
            break
        sentence, stems = candidates[best]
        taken.append(sentence)
        said |= stems
        candidates = [each for each in candidates if each[0].text != sentence.text]
    return taken


def _stems(text: str, language: str) -> frozenset[str]:
    """Return the stems of a text, each with its language: the same letters mean something else in another."""
    return frozenset(f"{language} {stem}" for stem, _word in stem_words(text, language))


def _score(stems: frozenset[str], weights: dict[str, float], said: set[str]) -> float:
    found = (weights.get(stem, 0.0) * (KNOWN_ALREADY if stem in said else 1) for stem in sorted(stems))
    return round(sum(found) / math.sqrt(len(stems) + SHORT), 6)
