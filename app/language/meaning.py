"""Group texts of several languages that mean the same: the same groups for the same texts, each with its words.

Vectors of the texts (`vectors.py`) without what all of them have in common, then k-means from a fixed seed on one
thread. Words explain a group, language by language; they do not make it.
"""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import dataclass

from app.language.clusters import cluster_count, clusters_of
from app.language.groups import LEAST_TEXTS, telling_of

TYPICAL = 3  # texts of a group that stand for it: each member is nearest to one of them
LEAST_ALIKE = 0.35  # with the middle of its group, once what all texts share is taken off: less is no member


@dataclass(frozen=True, slots=True)
class MeaningGroup:
    """Texts by their place in what was given, the most typical first; words by language, the most spoken first."""

    members: tuple[int, ...]
    nearest: tuple[int, ...]  # to each member, in their order: the typical text that is most like it, not itself
    words: tuple[tuple[str, tuple[str, ...]], ...]


def group_meanings(vectors: Sequence[bytes], texts: Sequence[str], languages: Sequence[str]) -> list[MeaningGroup]:
    """Return groups of texts over all their languages, the largest first; nothing for fewer than LEAST_TEXTS."""
    if len(vectors) < LEAST_TEXTS or len(set(vectors)) <= cluster_count(len(vectors)):
        return []
    found = _clusters(vectors)
    members = [inside for inside, _nearest in found]
    spoken: list[dict[str, tuple[str, ...]]] = [{} for _ in members]
    for language in sorted(set(languages)):
        places = [at for at, each in enumerate(languages) if each == language]
        numbers = {at: number for number, at in enumerate(places)}
        insides = [[numbers[at] for at in group if at in numbers] for group in members]
        for held, words in zip(spoken, telling_of([texts[at] for at in places], language, insides), strict=True):
            held[language] = words
    groups = []
    for (group, nearest), held in zip(found, spoken, strict=True):
        inside = [languages[at] for at in group]
        ranked = sorted(set(inside), key=lambda language: (-inside.count(language), language))
        told = tuple((language, held[language]) for language in ranked if held[language])
        if told:  # else nothing would explain it
            groups.append(MeaningGroup(tuple(group), tuple(nearest), told))
    return sorted(groups, key=lambda group: (-len(group.members), group.members))


def _clusters(vectors: Sequence[bytes]) -> list[tuple[list[int], list[int]]]:
    """Return the places of the texts of each cluster, the nearest to its middle first, and what each is most like.

    Libraries are read here only.
    """
    from sklearn.preprocessing import normalize, scale
    from threadpoolctl import threadpool_limits

    clusters = []
    with threadpool_limits(1):  # sums in another order would differ in the last digit
        places = normalize(scale([array("f", vector) for vector in vectors], with_std=False))
        for members in clusters_of(places, LEAST_ALIKE):
            typical = members[:TYPICAL]
            alike = (places[members] @ places[typical].T).round(6).tolist()
            clusters.append((members, [_nearest(at, typical, row) for at, row in zip(members, alike, strict=True)]))
    return clusters


def _nearest(at: int, typical: Sequence[int], alike: Sequence[float]) -> int:
    """Return the typical text that one is most like; of two alike the more typical, never itself."""
    others = [(likeness, -place) for place, likeness in enumerate(alike) if typical[place] != at]
    return typical[-max(others)[1]]
