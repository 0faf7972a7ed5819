"""What the tests of this package start from."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import Connection
from sqlalchemy.orm import Session

from config import Settings
from tests.security.world import World, make_world


@pytest.fixture
def world(connection: Connection, settings: Settings, make_test_session: Callable[[], Session]) -> World:
    """Return two entities, everybody, and what they ask for."""
    return make_world(connection, settings, make_test_session)
