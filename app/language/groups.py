"""Group texts of one language that share telling words: the same groups for the same texts, each with its words.

TF-IDF over stems, brought down to a few dimensions, then k-means from a fixed seed on one thread. Whatever shares none
of its group's telling words is in no group, so that each place can be explained.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from app.language.clusters import LEAST_MEMBERS, SEED, cluster_count, clusters_of
from app.language.stems import stem_words

LEAST_TEXTS = 12  # fewer are read faster than grouped
WORDS_TOLD = 6
DIMENSIONS = 60
EVERYWHERE, EVERYWHERE_OF_MANY, MANY = 0.25, 0.06, 200  # of the texts: a word found more often tells nothing


@dataclass(frozen=True, slots=True)
class TextGroup:
    """Texts by their place in what was given, the most typical first, and the words they share, as they are written."""

    members: tuple[int, ...]
    words: tuple[str, ...]


def group_texts(texts: Sequence[str], language: str) -> list[TextGroup]:
    """Return groups of texts, the largest first; nothing for fewer than LEAST_TEXTS. 18,000 take about ten seconds."""
    if len(texts) < LEAST_TEXTS:
        return []
    pairs = [stem_words(text, language) for text in texts]
    clusters = _clusters([[stem for stem, _word in found] for found in pairs])
    spoken = _spoken(pairs)
    groups = []
    for ordered, told in clusters:
        shared = frozenset(told)
        members = tuple(at for at in ordered if any(stem in shared for stem, _word in pairs[at]))
        if len(members) >= LEAST_MEMBERS:
            groups.append(TextGroup(members, tuple(spoken[stem] for stem in told)))
    return sorted(groups, key=lambda group: (-len(group.members), group.members))


def telling_of(texts: Sequence[str], language: str, groups: Sequence[Sequence[int]]) -> list[tuple[str, ...]]:
    """Return the words of one language that tell most of each group of its texts, which something else has made.

    Where none is shared, the longest of its most typical text, which comes first.
    """
    pairs = [stem_words(text, language) for text in texts]
    weighed, spoken = _weighed([[stem for stem, _word in found] for found in pairs]), _spoken(pairs)
    told = []
    for inside in groups:
        words: list[str] = []
        if weighed is not None and inside:
            weights, stems = weighed
            words = [
                spoken[stems[at]]
                for at in _highest((weights[list(inside)].mean(axis=0) - weights.mean(axis=0)).tolist()[0])
            ]
        if not words and inside:
            own = dict.fromkeys(word for _stem, word in pairs[inside[0]])
            words = sorted(own, key=len, reverse=True)[:WORDS_TOLD]
        told.append(tuple(words))
    return told


def _weighed(stemmed: Sequence[Sequence[str]]) -> tuple[Any, list[str]] | None:
    """Return what each stem weighs in each text, and the stems. None: no word is in two texts and not everywhere.

    The library is read here only: it is large, and no page needs it.
    """
    from sklearn.feature_extraction.text import TfidfVectorizer

    vectorizer = TfidfVectorizer(
        analyzer=list, min_df=2, max_df=EVERYWHERE_OF_MANY if len(stemmed) >= MANY else EVERYWHERE, sublinear_tf=True
    )
    try:
        weights = vectorizer.fit_transform(stemmed)
    except ValueError:
        return None
    return weights, vectorizer.get_feature_names_out().tolist()


def _clusters(stemmed: Sequence[Sequence[str]]) -> list[tuple[list[int], list[str]]]:
    """Return clusters: the places of their texts, the nearest to the middle first, and their telling stems."""
    from sklearn.decomposition import TruncatedSVD
    from sklearn.preprocessing import normalize
    from threadpoolctl import threadpool_limits

    weighed = _weighed(stemmed)
    if weighed is None:
        return []
    weights, stems = weighed
    if len(stems) <= cluster_count(len(stemmed)):
        return []
    with threadpool_limits(1):  # sums in another order would differ in the last digit
        reduced = TruncatedSVD(min(DIMENSIONS, len(stems) - 1), random_state=SEED).fit_transform(weights)
        clusters = clusters_of(normalize(reduced))
    overall = weights.mean(axis=0)
    told = (_highest((weights[inside].mean(axis=0) - overall).tolist()[0]) for inside in clusters)
    return [(inside, [stems[index] for index in highest]) for inside, highest in zip(clusters, told, strict=True)]


def _highest(values: Sequence[float]) -> list[int]:
    """Return the places of the highest values that are something at all."""
    ranked = sorted(range(len(values)), key=lambda index: (-round(values[index], 9), index))
    return [index for index in ranked[:WORDS_TOLD] if values[index] > 0]


def _spoken(pairs: Sequence[Sequence[tuple[str, str]]]) -> dict[str, str]:
    """Return, for each stem, the word it is written as most often."""
    counts: dict[str, Counter[str]] = {}
    for found in pairs:
        for stem, word in found:
            counts.setdefault(stem, Counter())[word] += 1
    return {stem: min(words, key=lambda word: (-words[word], word)) for stem, words in counts.items()}
