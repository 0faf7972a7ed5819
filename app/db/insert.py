"""``INSERT … ON CONFLICT``, which both databases know and SQLAlchemy spells twice."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy.dialects import postgresql, sqlite


def insert_for(dialect: str) -> Callable[..., Any]:
    """Return the function that starts an ``INSERT`` with conflicts in that dialect."""
    return postgresql.insert if dialect == "postgresql" else sqlite.insert
