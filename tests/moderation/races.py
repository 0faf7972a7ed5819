"""A database that several connections share, and several people who act on it at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from threading import Barrier

from sqlalchemy import Engine, text
from sqlalchemy.orm import Session

from app.core.errors import DomainError
from app.db.base import Base
from app.db.engine import make_engine

Act = Callable[[Session], object]


@contextmanager
def shared_engine(url: str, engine: Engine, folder: Path) -> Iterator[Engine]:
    """Give an engine threads may share: PostgreSQL when it is given, emptied afterwards, else a file of its own."""
    if not url.startswith("sqlite"):
        try:
            yield engine
        finally:
            names = ", ".join(f'"{table.name}"' for table in Base.metadata.sorted_tables)
            with Session(engine) as session, session.begin():
                session.execute(text(f"TRUNCATE {names} CASCADE"))  # the journal refuses to be deleted from
        return
    own = make_engine(f"sqlite:///{folder}/races.db")
    Base.metadata.create_all(own)
    try:
        yield own
    finally:
        own.dispose()


def together(engine: Engine, acts: list[Act]) -> list[str]:
    """Do the acts at the same moment, each with a session of its own; return the codes of the refusals, sorted."""
    start = Barrier(len(acts))

    def run(act: Act) -> str:
        with Session(engine, expire_on_commit=False) as session:
            session.execute(text("SELECT count(*) FROM feedback"))  # something was read before, as in a request
            start.wait()
            try:
                act(session)
            except DomainError as error:
                return error.code
        return ""

    with ThreadPoolExecutor(len(acts)) as pool:
        return sorted(pool.map(run, acts))
