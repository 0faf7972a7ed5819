"""What the tests of this package start from."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import Connection

from tests.security.world import World, make_world


@pytest.fixture
def world(connection: Connection, app: Flask) -> World:
    """Return two entities, everybody, and what they ask for."""
    return make_world(connection, app)
