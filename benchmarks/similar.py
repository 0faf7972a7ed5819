"""Time the search for similar contributions over 100,000 of them: `python -m benchmarks.similar`.

One campaign, whose contributions are made of 4,000 words as often used as those of a language are (the second half as
often as the first, the third a third as often), or, with `PEPITE_SAMPLE`, of the words of that file. 300 others, made
alike, are typed; what is timed is what the page does with the words: language, stems, and the statements. SQLite in a
temporary file, and PostgreSQL when `TEST_DATABASE_URL` names a server (a database of its own is made there, and
dropped). Goal: 50 ms for 95 in a hundred. Takes two minutes for each.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable, Iterator
from itertools import accumulate
from pathlib import Path
from random import Random

from sqlalchemy import Engine, insert, select, text
from sqlalchemy.orm import Session

from app.campaigns.models import Campaign
from app.core import clock
from app.core.idents import new_id
from app.db.base import Base
from app.db.engine import make_engine
from app.feedback.models import Feedback
from app.feedback.queries.similar import similar_feedback
from app.language.detect import detect
from app.language.stems import stems, telling_words
from app.policy.actor import Actor, Grant, Role
from app.policy.facts import Facts
from benchmarks.entities import make_entities
from benchmarks.world import database

ROWS = 100_000
TYPED = 300
WORDS = 5  # as in feedback/routes/similar.py
VOCABULARY = 4_000
CHUNK = 5_000
GOAL_MS = 50
SHARE = 0.95


def made_up(random: Random) -> Iterator[tuple[str, str]]:
    """Yield titles and texts without end, of about 30 words."""
    letters = "aeiourstlnmdpcbg"
    words = ["".join(random.choices(letters, k=2 + number % 9)) for number in range(VOCABULARY)]
    weights = list(accumulate(1 / (number + 1) for number in range(VOCABULARY)))
    while True:
        chosen = random.choices(words, cum_weights=weights, k=32)
        yield " ".join(chosen[:6]), " ".join(chosen[6:])


def sampled(random: Random, path: Path) -> Iterator[tuple[str, str]]:
    """Yield titles and texts without end: those of the file, their words drawn from two of its items each time."""
    items = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    by_language: dict[str, list[str]] = {}
    for item in items:
        by_language.setdefault(item["lang"], []).append(f"{item.get('title') or ''} {item['text']}")
    languages = sorted(by_language)
    while True:
        texts = by_language[random.choice(languages)]
        words = f"{random.choice(texts)} {random.choice(texts)}".split()
        chosen = random.sample(words, min(len(words), 32))
        yield " ".join(chosen[:6]), " ".join(chosen[6:]) or "…"


def fill(engine: Engine, words: Iterator[tuple[str, str]]) -> None:
    """Fill an empty database."""
    Base.metadata.create_all(engine)
    with Session(engine, expire_on_commit=False) as session:
        make_entities(session, 2)
        session.commit()
        campaign_id = session.scalars(select(Campaign.id)).one()
        edition_id, entity_id = session.execute(text("SELECT id, entity_id FROM editions LIMIT 1")).one()
        for _ in range(ROWS // CHUNK):
            rows = []
            for _number in range(CHUNK):
                title, body = next(words)
                language = detect(body)
                rows.append(
                    {
                        "id": new_id(), "campaign_id": campaign_id, "edition_id": edition_id, "entity_id": entity_id,
                        "kind": "idea", "title": title[:140], "body": body, "language": language,
                        "identity": "untraceable", "state": "published", "handling": "new", "handling_reason": "",
                        "created_at": clock.now(), "version": 1, "stems": stems(f"{title} {body}", language),
                    }
                )  # fmt: skip
            session.execute(insert(Feedback), rows)
            session.commit()
    if engine.dialect.name == "postgresql":  # what autovacuum does by itself after a while
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("VACUUM ANALYZE"))


def times_ms(engine: Engine, words: Iterator[tuple[str, str]]) -> list[float]:
    """Return how long each look took, the shortest first."""
    times: list[float] = []
    with Session(engine) as session:
        campaign_id = session.scalars(select(Campaign.id)).one()
        facts, actor = Facts(campaign_id=campaign_id), Actor(1, grants=frozenset({Grant(Role.CENTRAL_TEAM)}))
        for _ in range(TYPED):
            title, body = next(words)
            start = time.perf_counter()
            language = detect(f"{title}\n{body}")
            similar_feedback(session, actor, facts, telling_words(f"{title} {body}", language, WORDS), language)
            times.append((time.perf_counter() - start) * 1_000)
    return sorted(times)


def measure(name: str, server: str, words: Callable[[], Iterator[tuple[str, str]]]) -> bool:
    """Print the times on one database, and tell whether the goal is met."""
    with database(server) as (url, _folder):
        engine = make_engine(url)
        source = words()
        fill(engine, source)
        times = times_ms(engine, source)
        engine.dispose()
    at = times[int(len(times) * SHARE)]
    print(
        f"  {name:<11} half of them in {times[len(times) // 2]:6.1f} ms, 95 in a hundred in {at:6.1f} ms"
        f" (goal {GOAL_MS}), the slowest {times[-1]:6.1f} ms"
    )
    return at <= GOAL_MS


def main() -> int:
    """Measure both databases; the exit status tells whether the goal is met."""
    sample, server = os.environ.get("PEPITE_SAMPLE", ""), os.environ.get("TEST_DATABASE_URL", "")

    def words() -> Iterator[tuple[str, str]]:
        random = Random(11)
        return sampled(random, Path(sample)) if sample else made_up(random)

    met = measure("SQLite", "", words)
    if server:
        met = measure("PostgreSQL", server, words) and met
    return 0 if met else 1


if __name__ == "__main__":
    sys.exit(main())
