"""Time the moderation queue over 10,000 and over 1,000,000 contributions: `python -m benchmarks.queue`.

100 entities, the first with a fifth of everything; three contributions in ten wait, in four languages; one author
for ten contributions. SQLite in a temporary file, and PostgreSQL when `TEST_DATABASE_URL` names a server (databases
of its own are made there, and dropped). Goal: the first page of the queue at a million costs at most one and a half
times what it costs at ten thousand, whoever asks, and comes from the index of what waits. Takes two minutes for each.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, create_engine, event, make_url, text
from sqlalchemy.orm import Session

from app.db.base import Base
from app.db.engine import make_engine
from app.moderation.queries import QueueFilters, queue_counts, queue_page
from app.policy.actor import Actor, Grant, Role
from benchmarks.entities import make_entities

SIZES = (10_000, 1_000_000)
ENTITIES = 100
ROUNDS = 41
GOAL = 1.5
INDEX = "ix_feedback_queue"
OWN_DATABASE = "pepite_benchmark_queue"

PORTUGUESE_AND_GERMAN = frozenset({"pt", "de"})
CAST = {
    "manager of the largest entity": Actor(1, grants=frozenset({Grant(Role.COMMUNITY_MANAGER, 1)})),
    "ambassador there, two languages": Actor(
        1, grants=frozenset({Grant(Role.AMBASSADOR, 1, None, PORTUGUESE_AND_GERMAN)})
    ),
    "manager of a small entity": Actor(1, grants=frozenset({Grant(Role.COMMUNITY_MANAGER, 77)})),
    "manager of all 100 entities": Actor(1, grants=frozenset({Grant(Role.COMMUNITY_MANAGER)})),
}

# The rows are made where they are stored: a million in seconds. Numbers are scattered, as random ones are.
COUNT_UP = "WITH RECURSIVE n(i) AS (SELECT CAST(1 AS bigint) UNION ALL SELECT i + 1 FROM n WHERE i < :size) "
SCATTERED = "(i * 8999999999989) % 4611686018427387847"
INSTANT = {
    "sqlite": "strftime('%Y-%m-%d %H:%M:%S.000000', 1760000000 + i * 20, 'unixepoch')",
    "postgresql": "to_timestamp(1760000000 + i * 20)",
}
PEOPLE = (
    "INSERT INTO people (id, email, email_key, name, entity_id, status, created_at, is_demo)"
    " SELECT i, 'p' || i, 'p' || i, 'Person ' || i, 1, 'active', {instant}, {false} FROM n"
)
FEEDBACK = (
    "INSERT INTO feedback (id, campaign_id, edition_id, entity_id, kind, title, body, language, identity, state,"
    " author_id, handling, handling_reason, created_at, waiting_since, is_answered_in_time, me_too_count,"
    " comment_count, image_count, imported_votes, version, stems)"
    " SELECT {scattered}, 1, place, place, 'idea', 'Title ' || i, 'Some words about what was seen there.',"
    " CASE i % 4 WHEN 0 THEN 'pt' WHEN 1 THEN 'de' WHEN 2 THEN 'fr' ELSE 'en' END, 'named',"
    " CASE WHEN waits THEN 'waiting' ELSE 'published' END, 1 + i % (:size / 10), 'new', '', {instant},"
    " CASE WHEN waits THEN {instant} END, {false}, 0, 0, 0, 0, 1, '' FROM"
    " (SELECT i, CASE WHEN (i * 7919) % 1013 < 203 THEN 1 ELSE 2 + (i * 31) % 99 END AS place,"
    " (i * 104729) % 1009 < 303 AS waits FROM n) AS made"
)


def make_world(session: Session, size: int) -> None:
    """Write the entities, the campaign that is open in each, the people and what they contributed."""
    make_entities(session, ENTITIES)
    session.flush()
    dialect = session.get_bind().dialect.name
    if dialect == "sqlite":  # no search here: its index has nothing to do with the queue
        session.execute(text("DROP TRIGGER feedback_search_insert"))
    words = {"instant": INSTANT[dialect], "false": "false", "scattered": SCATTERED}
    for statement, rows in ((PEOPLE, size // 10), (FEEDBACK, size)):
        prefix = COUNT_UP.replace(":size", str(rows))
        filled = statement.format(**words).replace(":size", str(size)).replace(":", r"\:")
        session.execute(text(prefix + filled))
    session.commit()


@contextmanager
def databases(folder: Path) -> Iterator[dict[str, Callable[[int], str]]]:
    """Give, by name, how to make an empty database for a size and what its address is."""
    found: dict[str, Callable[[int], str]] = {"SQLite": lambda size: f"sqlite:///{folder}/{size}.db"}
    url = os.environ.get("TEST_DATABASE_URL", "")
    if not url:
        yield found
        return
    server = make_url(url.replace("postgresql://", "postgresql+psycopg://"))
    admin = create_engine(server, isolation_level="AUTOCOMMIT")

    def own(size: int) -> str:
        with admin.connect() as connection:
            connection.execute(text(f"CREATE DATABASE {OWN_DATABASE}_{size} TEMPLATE template0"))
        return server.set(database=f"{OWN_DATABASE}_{size}").render_as_string(hide_password=False)

    def drop() -> None:
        with admin.connect() as connection:
            for size in SIZES:
                connection.execute(text(f"DROP DATABASE IF EXISTS {OWN_DATABASE}_{size} WITH (FORCE)"))

    drop()
    try:
        yield found | {"PostgreSQL": own}
    finally:
        drop()
        admin.dispose()


def quickest_ms(works: Sequence[Callable[[], object]]) -> list[float]:
    """Return the shortest time of each piece of work, in milliseconds.

    They take turns, and the shortest counts: what else the machine does meets all of them, and is left out.
    """
    times: list[list[float]] = [[] for _ in works]
    for _ in range(ROUNDS):
        for own, work in zip(times, works, strict=True):
            start = time.perf_counter()
            work()
            own.append((time.perf_counter() - start) * 1_000)
    return [min(own) for own in times]


def uses_index(session: Session, actor: Actor) -> bool:
    """Tell whether the database takes a page of the queue from the index of what waits."""
    seen: list[tuple[str, Any]] = []
    engine = session.get_bind()

    def note(_c: object, _cursor: object, statement: str, parameters: object, *_rest: object) -> None:
        seen.append((statement, parameters))

    event.listen(engine, "before_cursor_execute", note)
    queue_page(session, actor, QueueFilters())
    event.remove(engine, "before_cursor_execute", note)
    listing = next(
        (statement, values) for statement, values in seen if "feedback.waiting_since IS NOT NULL" in statement
    )
    explain = "EXPLAIN QUERY PLAN " if engine.dialect.name == "sqlite" else "EXPLAIN "
    plan = session.connection().exec_driver_sql(explain + listing[0], listing[1])
    return any(INDEX in str(line) for line in plan)


def prepare(engine: Engine, size: int) -> None:
    """Fill an empty database."""
    Base.metadata.create_all(engine)
    with Session(engine, expire_on_commit=False) as session:
        make_world(session, size)
    if engine.dialect.name == "postgresql":  # what autovacuum does by itself after a while
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("VACUUM ANALYZE"))


def reads(engine: Engine, actor: Actor) -> dict[str, Callable[[], object]]:
    """Return what is timed, by name."""
    session = Session(engine)
    second = queue_page(session, actor, QueueFilters()).next_key
    return {
        "first page": lambda: queue_page(session, actor, QueueFilters()),
        "second page": lambda: queue_page(session, actor, QueueFilters(), second),
        "counts, up to a thousand": lambda: queue_counts(session, actor),
    }


def compare(few: Engine, many: Engine) -> bool:
    """Print the times of both sizes, and tell whether the goal is met."""
    met = True
    for name, actor in CAST.items():
        indexed = all(_is_indexed(engine, actor) for engine in (few, many))
        print(f"  {name}{'' if indexed else ': NOT FROM THE INDEX'}")
        works = zip(reads(few, actor).items(), reads(many, actor).values(), strict=True)
        for (what, small), large in works:
            quick, slow = quickest_ms([small, large])
            is_page = what == "first page"  # a small world has less on its second page, and less to count
            print(
                f"    {what:<25} {quick:6.2f} ms at {SIZES[0]:,}, {slow:6.2f} ms at {SIZES[1]:,}: x{slow / quick:.2f}"
                + (f" (goal x{GOAL})" if is_page else "")
            )
            met = met and indexed and (not is_page or slow / quick <= GOAL)
    return met


def _is_indexed(engine: Engine, actor: Actor) -> bool:
    with Session(engine) as session:
        return uses_index(session, actor)


def main() -> int:
    """Compare both sizes; the exit status tells whether the goal is met."""
    met = True
    with tempfile.TemporaryDirectory() as folder, databases(Path(folder)) as found:
        for database, address in found.items():
            print(database)
            engines = [make_engine(address(size)) for size in SIZES]
            for engine, size in zip(engines, SIZES, strict=True):
                prepare(engine, size)
            met = compare(engines[0], engines[1]) and met
            for engine in engines:
                engine.dispose()
    return 0 if met else 1


if __name__ == "__main__":
    sys.exit(main())
