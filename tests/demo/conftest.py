"""Worlds for the tests of the demonstration."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from fcntl import LOCK_EX, flock
from pathlib import Path
from shutil import copy
from typing import Any

import pytest
from sqlalchemy.orm import Session

from app.core import clock
from app.db.base import Base
from app.db.engine import make_engine
from app.demo.load import load_world
from app.files.storage import memory_storage
from app.registry import HANDLERS

CONTENT = Path(__file__).parent.parent.parent / "app" / "demo" / "content"


def written() -> list[dict[str, Any]]:
    """Return the contributions as their files say, read without the code under test."""
    return [entry for path in sorted(CONTENT.glob("contributions_*.json")) for entry in json.loads(path.read_text())]


def written_exchanges() -> dict[str, Any]:
    """Return what happens around the contributions, as its file says."""
    found: dict[str, Any] = json.loads((CONTENT / "exchanges.json").read_text())
    return found


def is_merged(entry: dict[str, Any]) -> bool:
    """Tell whether a contribution, as written, is read as a part of another one in the end."""
    return bool(entry["duplicate_of"]) and entry["key"] != written_exchanges()["apart_again"]


def state_of(entry: dict[str, Any]) -> str:
    """Return the state in which a contribution ends: as written, but for what happens around it."""
    if is_merged(entry):
        return "hidden"
    looked_at_again = {each["item"] for each in written_exchanges()["second_looks"]}
    return "waiting" if entry["key"] in looked_at_again else str(entry["state"])


def written_people() -> list[dict[str, Any]]:
    """Return the people as their file says."""
    found: list[dict[str, Any]] = json.loads((CONTENT / "people.json").read_text())["people"]
    return found


@contextmanager
def fresh_world(now: datetime, url: str = "sqlite://") -> Iterator[Session]:
    """Yield a session on a database of its own into which the demonstration was just loaded."""
    with opened(url) as session:
        Base.metadata.create_all(session.get_bind())
        load_world(session, memory_storage(), HANDLERS, now)
        yield session


@contextmanager
def opened(url: str) -> Iterator[Session]:
    """Yield a session on a database of its own."""
    engine = make_engine(url)
    with Session(engine, expire_on_commit=False) as session:
        yield session
    engine.dispose()


@dataclass(frozen=True, slots=True)
class Loaded:
    """A database that holds the demonstration, to be copied."""

    path: Path
    at: datetime


@pytest.fixture(scope="session")
def loaded(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Loaded:
    """Return the demonstration, loaded once for all processes of the tests."""
    base = tmp_path_factory.getbasetemp()
    folder = base if worker_id == "master" else base.parent
    path, told = folder / "demonstration.db", folder / "demonstration.txt"
    with (folder / "demonstration.lock").open("w") as lock:
        flock(lock, LOCK_EX)
        if not told.exists():  # written last: what was loaded in part is not taken for the whole
            now = clock.now()
            with fresh_world(now, f"sqlite:///{path}"):
                told.write_text(now.isoformat())
        return Loaded(path, datetime.fromisoformat(told.read_text()))


@pytest.fixture(scope="package")
def world(loaded: Loaded, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    """Yield a session on the demonstration; nobody writes to it."""
    own = copy(loaded.path, tmp_path_factory.mktemp("world"))
    with opened(f"sqlite:///{own}") as session:
        yield session
