"""A database that several connections share, for tests in which people act at the same moment."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Engine, text

from app.db.base import Base
from app.db.engine import make_engine


@contextmanager
def shared_database(database_url: str, engine: Engine, folder: Path) -> Iterator[Engine]:
    """Yield PostgreSQL when the tests have it, emptied afterwards, else a file of its own.

    TRUNCATE, because the journal refuses DELETE row by row.
    """
    if not database_url.startswith("sqlite"):
        yield engine
        names = ", ".join(f'"{table.name}"' for table in Base.metadata.sorted_tables)
        with engine.begin() as connection:
            connection.execute(text(f"TRUNCATE {names} CASCADE"))
        return
    own = make_engine(f"sqlite:///{folder}/shared.db")
    Base.metadata.create_all(own)
    yield own
    own.dispose()
