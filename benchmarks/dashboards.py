"""Time the dashboards over 10,000 and over 1,000,000 contributions: `python -m benchmarks.dashboards`.

Of the campaign: all of it and one entity (from what is kept), and one entity in one language, which counts them now.

A year, 100 entities (Zipf: the first holds a fifth of everything), one campaign, one contributor for ten
contributions, SQLite in a temporary file. Goal: the entity's page at a million costs at most three times
what it costs at ten thousand. Takes about two minutes, nearly all of it to write the rows.
"""

from __future__ import annotations

import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import partial
from pathlib import Path
from random import Random

from sqlalchemy.orm import Session

import app.registry  # noqa: F401 - every table
from app.core import clock
from app.dashboards.queries.campaign import campaign_dashboard
from app.dashboards.queries.summaries import entity_summary, group_summary
from app.dashboards.service import rebuild_figures
from app.dashboards.types import DashboardFilters
from app.db.base import Base
from app.db.engine import make_engine
from app.figures.types import FigureName
from app.missions.models import Mission, MissionStep
from app.policy.actor import SYSTEM, Actor, Grant, Role
from app.texts.write import new_text
from benchmarks.entities import make_entities

SIZES = (10_000, 1_000_000)
ENTITIES = 100
DAYS = 365
ROUNDS = 7
GOAL = 3.0
CENTRAL = Actor(person_id=1, grants=frozenset({Grant(Role.CENTRAL_TEAM)}))
MISSIONS, STEPS = 8, 4  # steps of each mission
LANGUAGES = ("en", "pt", "de", "fr", "ar")
KINDS, HANDLING = ("problem", "idea", "praise", "question"), ("new", "known", "decided", "done")
INSERT = (
    "INSERT INTO feedback (id, campaign_id, edition_id, entity_id, shown_entity_id, kind, title, body,"
    " identity, state, author_id, handling, handling_reason, created_at, is_answered_in_time, answered_at,"
    " language, mission_id, step_id, published_at,"
    " me_too_count, comment_count, image_count, imported_votes, version, stems)"
    " VALUES (?, 1, ?, ?, ?, ?, 'Title', 'Words.', 'named', 'published', ?, ?,"
    " 'Because.', ?, ?, ?, ?, ?, ?, ?, 0, 0, 0, 0, 1, '')"
)


def make_world(session: Session) -> None:
    """Write the entities, and the campaign that is open in each."""
    make_entities(session, ENTITIES)
    for number in range(1, MISSIONS + 1):
        texts = [new_text(session, SYSTEM, "en", {"en": "Words"}) for _ in range(2 + STEPS)]
        mission = Mission(campaign_id=1, number=number, title_text_id=texts[0], body_text_id=texts[1], minutes=10)
        session.add(mission)
        session.flush()
        session.add_all(
            MissionStep(mission_id=mission.id, number=step, title_text_id=text_id)
            for step, text_id in enumerate(texts[2:], start=1)
        )
    session.commit()


def contributions(size: int) -> Iterator[tuple[object, ...]]:
    """Yield the rows of a year of contributions."""
    random = Random(1)
    end = clock.now()
    places = random.choices(range(1, ENTITIES + 1), [1 / rank for rank in range(1, ENTITIES + 1)], k=size)
    for number, place in enumerate(places, start=1):
        at = (end - timedelta(minutes=random.randrange(DAYS * 24 * 60))).strftime("%Y-%m-%d %H:%M:%S.%f")
        author = place * 1_000_000 + int(size * random.random() / 10 / place)
        answered = at if random.random() < 0.7 else None
        kind, handling = random.choices(KINDS, (5, 3, 1, 1))[0], random.choice(HANDLING)
        step = random.randrange(MISSIONS * STEPS)
        about = (random.choice(LANGUAGES), step // STEPS + 1, step + 1, at)
        yield number, place, place, place, kind, author, handling, at, int(answered is not None), answered, *about


def median_ms(work: Callable[[], object]) -> float:
    """Return the median time of a piece of work, in milliseconds."""
    times = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        work()
        times.append((time.perf_counter() - start) * 1_000)
    return statistics.median(times)


def _of_campaign(filters: DashboardFilters, session: Session) -> object:
    return campaign_dashboard(session, CENTRAL, "own-app", filters)


def measure(size: int, folder: Path) -> tuple[float, float]:
    """Print how long each dashboard takes over that many contributions (ms); return the entity's and the group's."""
    path = folder / f"{size}.db"
    engine = make_engine(f"sqlite:///{path}")
    Base.metadata.create_all(engine)
    with Session(engine, expire_on_commit=False) as session:
        make_world(session)
    with sqlite3.connect(path) as raw:  # no search index here: it has nothing to do with figures
        raw.execute("DROP TRIGGER feedback_search_insert")
        raw.execute("PRAGMA synchronous = OFF")
        raw.executemany(INSERT, contributions(size))
    raw.close()

    def read(query: Callable[[Session], object]) -> float:
        def once() -> None:
            with Session(engine) as session:
                query(session)

        return median_ms(once)

    with Session(engine, expire_on_commit=False) as session:
        start = time.perf_counter()
        rebuild_figures(session, SYSTEM)
        rebuilt = time.perf_counter() - start
        shown = entity_summary(session, CENTRAL, "entity-0").figures.of_cards(FigureName.CONTRIBUTIONS)
    of_entity = read(lambda session: entity_summary(session, CENTRAL, "entity-0"))
    of_group = read(lambda session: group_summary(session, CENTRAL))
    asked = {
        "campaign": DashboardFilters(),
        "one entity in it": DashboardFilters(entity="entity-0"),
        "a small entity in one language": DashboardFilters(entity="entity-99", language="pt"),
        "the largest entity in one language": DashboardFilters(entity="entity-0", language="pt"),
        "one language of all": DashboardFilters(language="pt"),
    }
    times = {name: read(partial(_of_campaign, filters)) for name, filters in asked.items()}
    engine.dispose()
    print(
        f"{size:>9,} contributions ({shown:,} shown of the largest entity): "
        f"entity {of_entity:.1f} ms, group {of_group:.1f} ms, all figures counted anew in {rebuilt:.1f} s"
    )
    print("  of the campaign: " + ", ".join(f"{name} {time:.1f} ms" for name, time in times.items()))
    return of_entity, of_group


def main() -> int:
    """Compare both sizes; the exit status tells whether the goal is met."""
    with tempfile.TemporaryDirectory() as folder:
        (few_entity, few_group), (many_entity, many_group) = (measure(size, Path(folder)) for size in SIZES)
    ratio, group_ratio = many_entity / few_entity, many_group / few_group
    print(f"a hundred times more contributions: entity x{ratio:.2f} (goal x{GOAL:.0f}), group x{group_ratio:.2f}")
    return 0 if ratio <= GOAL else 1


if __name__ == "__main__":
    sys.exit(main())
