"""Group the texts of the file that `PEPITE_SAMPLE` names, and compare the groups with its own labels.

`python -m benchmarks.groups`. The label of an item is where it comes from (its identifier without the last part):
nobody labelled them by subject, so that purity says how seldom a group mixes sources, beside what one group of
everything would have. Stability is what a second grouping, of nine texts in ten, keeps together of the pairs of the
first. Goals: 18,000 texts within 60 s in all; the same groups twice; purity not under that of one group.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Sequence
from itertools import combinations
from pathlib import Path
from random import Random

from app.language.groups import TextGroup, group_texts

GOAL_SECONDS = 60
PURITY_TOLERANCE = 0.03  # of languages with a single great source, where a few strangers weigh more
PAIRS = 20_000
KEPT = 0.9


def purity(groups: Sequence[TextGroup], labels: Sequence[str]) -> float:
    """Return the share of grouped texts that have the label of most of their group."""
    most = sum(Counter(labels[at] for at in group.members).most_common(1)[0][1] for group in groups)
    return most / max(1, sum(len(group.members) for group in groups))


def stability(texts: Sequence[str], language: str, groups: Sequence[TextGroup]) -> float:
    """Return the share of pairs of one group that stay together when one text in ten is missing."""
    random = Random(0)
    kept = sorted(random.sample(range(len(texts)), round(len(texts) * KEPT)))
    places = {at: number for number, at in enumerate(kept)}
    again = group_texts([texts[at] for at in kept], language)
    label = {at: number for number, group in enumerate(again) for at in group.members}
    pairs = [pair for group in groups for pair in combinations(group.members[:40], 2)]
    random.shuffle(pairs)
    found = [
        (label.get(places[one]), label.get(places[other]))
        for one, other in pairs[:PAIRS]
        if one in places and other in places
    ]
    both = [(one, other) for one, other in found if one is not None and other is not None]
    return sum(one == other for one, other in both) / max(1, len(both))


def main() -> int:
    """Print a line for each language; the exit status tells whether the goals are met."""
    name = os.environ.get("PEPITE_SAMPLE")
    if not name:
        print("  skipped: PEPITE_SAMPLE names no file")
        return 0
    items = defaultdict(list)
    for line in Path(name).read_text(encoding="utf-8").splitlines():
        item = json.loads(line)
        items[item["lang"]].append(item)
    spent, is_met = 0.0, True
    print("  language  texts  groups  grouped  purity  one group  stability  seconds")
    for language, found in sorted(items.items(), key=lambda each: (-len(each[1]), each[0])):
        found.sort(key=lambda item: item["id"])
        texts = [f"{item['title'] or ''}\n{item['text']}" for item in found]
        labels = [item["id"].rpartition("-")[0] for item in found]
        began = time.perf_counter()
        groups = group_texts(texts, language)
        seconds = time.perf_counter() - began
        spent += seconds
        alone = Counter(labels).most_common(1)[0][1] / len(labels)
        pure, stable = purity(groups, labels), stability(texts, language, groups)
        is_same = len(texts) > 1_000 or groups == group_texts(texts, language)
        is_met = is_met and is_same and pure >= alone - PURITY_TOLERANCE
        grouped = sum(len(group.members) for group in groups) / len(texts)
        print(
            f"  {language:8}  {len(texts):5}  {len(groups):6}  {grouped:7.2f}  {pure:6.3f}  {alone:9.3f}  {stable:9.2f}"
            f"  {seconds:7.1f}"
        )
    print(f"  {spent:.1f} s in all (goal {GOAL_SECONDS})")
    return 0 if is_met and spent <= GOAL_SECONDS else 1


if __name__ == "__main__":
    sys.exit(main())
