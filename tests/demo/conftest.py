"""Worlds for the tests of the demonstration."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine
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


def written_people() -> list[dict[str, Any]]:
    """Return the people as their file says."""
    found: list[dict[str, Any]] = json.loads((CONTENT / "people.json").read_text())["people"]
    return found


def fresh_world(now: datetime | None = None) -> tuple[Engine, Session]:
    """Return a database of its own that holds the demonstration."""
    engine = make_engine("sqlite://")
    Base.metadata.create_all(engine)
    session = Session(engine, expire_on_commit=False)
    load_world(session, memory_storage(), HANDLERS, now or clock.now().astimezone(UTC))
    return engine, session


@pytest.fixture(scope="package")
def world() -> Iterator[Session]:
    """Yield a session on the demonstration; nobody writes to it."""
    engine, session = fresh_world()
    yield session
    session.close()
    engine.dispose()
