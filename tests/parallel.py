"""A database that several connections share, for tests in which people act at the same moment."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
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
def shared_database(database_url: str, engine: Engine, folder: Path) -> Iterator[Engine]:
    """Yield PostgreSQL when the tests have it, emptied afterwards, else a file of its own.

    TRUNCATE, because the journal refuses DELETE row by row.
    """
    if not database_url.startswith("sqlite"):
        try:
            yield engine
        finally:
            _empty(engine)
        return
    own = make_engine(f"sqlite:///{folder}/shared.db")
    Base.metadata.create_all(own)
    try:
        yield own
    finally:
        own.dispose()


def _empty(engine: Engine) -> None:
    names = ", ".join(f'"{table.name}"' for table in Base.metadata.sorted_tables)
    with engine.begin() as connection:
        connection.execute(text(f"TRUNCATE {names} CASCADE"))


def acting(use_case: Callable[..., object], *given: object) -> Act:
    """Return the act of calling a use case with what follows the session."""
    return lambda session: use_case(session, *given)


def together(engine: Engine, acts: Sequence[Act]) -> list[str]:
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
