"""How fast feedback comes in from a file: items a second, on SQLite and, with TEST_DATABASE_URL, on PostgreSQL.

Usage: python -m benchmarks.importing FILE.jsonl   (or PEPITE_SAMPLE=FILE.jsonl)
Each database is fresh and holds the demonstration; the file is read twice, and the second time adds nothing.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context
from pathlib import Path

from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url
from sqlalchemy.orm import Session

from app import registry
from app.dashboards.queries.recount import figure_differences
from app.db.base import Base
from app.db.engine import make_engine
from app.demo.load import load_world
from app.files.storage import memory_storage
from app.importing.queries import edition_for
from app.importing.service import import_feedback_file
from app.policy.actor import SYSTEM
from app.registry import HANDLERS
from benchmarks.figures import Figure, print_table

ITEMS_A_SECOND = 2_500
CAMPAIGN, ENTITY = "own-app", "lusocredito"
POSTGRESQL_NAME = "pepite_benchmark_import"


def main() -> int:
    """Measure on each database there is; return 1 when a floor is missed."""
    path = Path(sys.argv[1] if len(sys.argv) > 1 else os.environ.get("PEPITE_SAMPLE", ""))
    if not path.is_file():
        print(__doc__)
        return 2
    figures = []
    with tempfile.TemporaryDirectory() as folder:
        figures += alone("SQLite", f"sqlite:///{folder}/import.db", path)
    if server := os.environ.get("TEST_DATABASE_URL"):
        with _fresh_postgresql(server) as url:
            figures += alone("PostgreSQL", url, path)
    print_table(figures)
    return 0 if all(figure.is_met for figure in figures) else 1


def alone(name: str, url: str, path: Path) -> list[Figure]:
    """Measure in a process of its own: what one run learnt, words above all, helps no other."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        return pool.submit(measure, name, url, path).result()


def measure(name: str, url: str, path: Path) -> list[Figure]:
    """Import the file twice into a fresh database."""
    assert registry.BLUEPRINTS  # every table is known
    engine = make_engine(url)
    Base.metadata.create_all(engine)
    with Session(engine, expire_on_commit=False) as session:
        began = time.perf_counter()
        load_world(session, memory_storage(), HANDLERS)
        loaded = time.perf_counter() - began
        edition = edition_for(session, SYSTEM, CAMPAIGN, ENTITY)
        walls, works, added = [], [], []
        for _ in range(2):
            began, worked = time.perf_counter(), time.process_time()
            report = import_feedback_file(session, SYSTEM, edition, path)
            walls.append(report.read / (time.perf_counter() - began))
            works.append(report.read / (time.process_time() - worked))
            added.append(report.contributions + report.comments)
        differences = len(figure_differences(session, SYSTEM))
    engine.dispose()
    floor = ITEMS_A_SECOND if url.startswith("sqlite") else None
    return [
        Figure(f"{name}: demonstration loaded in", loaded, "s", at_most=15),
        Figure(f"{name}: import", walls[0], "items/s", at_least=floor),
        Figure(f"{name}: import, by time of the processor", works[0], "items/s"),
        Figure(f"{name}: the same file again", walls[1], "items/s"),
        Figure(f"{name}: items added", added[0], ""),
        Figure(f"{name}: items added the second time", added[1], "", at_most=0),
        Figure(f"{name}: figures that differ afterwards", differences, "", at_most=0),
    ]


@contextmanager
def _fresh_postgresql(server: str) -> Iterator[str]:
    """Yield the address of an empty database, and drop it afterwards."""
    target = make_url(server.replace("postgresql://", "postgresql+psycopg://"))
    admin = create_engine(target, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text(f'DROP DATABASE IF EXISTS "{POSTGRESQL_NAME}" WITH (FORCE)'))
        connection.execute(text(f'CREATE DATABASE "{POSTGRESQL_NAME}" TEMPLATE template0'))
    try:
        yield target.set(database=POSTGRESQL_NAME).render_as_string(hide_password=False)
    finally:
        with admin.connect() as connection:
            connection.execute(text(f'DROP DATABASE IF EXISTS "{POSTGRESQL_NAME}" WITH (FORCE)'))
        admin.dispose()


if __name__ == "__main__":
    sys.exit(main())
