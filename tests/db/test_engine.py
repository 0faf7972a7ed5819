"""What a connection asks of PostgreSQL."""

from __future__ import annotations

from app.db.engine import NO_COMPILER, engine_options


def test_what_the_address_asks_for_is_kept() -> None:
    plain = engine_options("postgresql+psycopg://somebody@host/pepite")
    assert plain["connect_args"]["options"].split() == NO_COMPILER.split()
    own = engine_options("postgresql+psycopg://somebody@host/pepite?options=-c%20search_path%3Dpepite")
    assert own["connect_args"]["options"].split() == ["-c", "search_path=pepite", *NO_COMPILER.split()]
