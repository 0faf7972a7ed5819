"""Bringing a database that is in use to the last revision loses nothing."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from alembic import command

from app.cli import alembic_config

BEFORE_FUNCTIONS = (
    "0041"  # the next revision makes the tables of people and mandates anew, where the database is SQLite
)
ENTITY = """INSERT INTO entities
    (id, code, name, country, locales, default_locale, time_zone, working_days, holidays, stage)
    VALUES (1, 'alfa', 'Alfa', 'PT', '["en"]', 'en', 'Europe/Lisbon', '[1, 2, 3, 4, 5]', '[]', 'pilot')"""
PERSON = """INSERT INTO people (id, email, email_key, name, entity_id, status, created_at, is_demo)
    VALUES (2, 'ana@alfa.example', 'ana@alfa.example', 'Ana', 1, 'active', '2026-01-01 00:00:00.000000', 0)"""
MANDATE = """INSERT INTO mandates (id, person_id, entity_id, role, starts_on, languages, created_at, status)
    VALUES (3, 2, 1, 'sponsor', '2026-01-01', '[]', '2026-01-01 00:00:00.000000', 'given')"""


def test_rows_that_hang_on_a_table_made_anew_stay(tmp_path: Path) -> None:
    """SQLite would refuse to drop the old table, or delete what refers to it."""
    path = tmp_path / "pepite.db"
    config = alembic_config(f"sqlite:///{path}")
    command.upgrade(config, BEFORE_FUNCTIONS)
    with sqlite3.connect(path) as connection:
        for statement in (ENTITY, PERSON, MANDATE):
            connection.execute(statement)
    command.upgrade(config, "head")
    with sqlite3.connect(path) as connection:
        assert connection.execute("SELECT person_id, cover_of_id FROM mandates").fetchall() == [(2, None)]
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []


TRUSTED = """INSERT INTO people (id, email, email_key, name, entity_id, status, created_at, is_demo, trusted_at)
    VALUES (5, 'rui@alfa.example', 'rui@alfa.example', 'Rui', 1, 'active', '2026-01-01 00:00:00.000000', 0,
    '2026-02-01 00:00:00.000000')"""


def test_who_was_trusted_stays_so_where_they_work(tmp_path: Path) -> None:
    path = tmp_path / "pepite.db"
    config = alembic_config(f"sqlite:///{path}")
    command.upgrade(config, "0049")
    with sqlite3.connect(path) as connection:
        for statement in (ENTITY, PERSON, TRUSTED):
            connection.execute(statement)
    command.upgrade(config, "head")
    with sqlite3.connect(path) as connection:
        found = connection.execute("SELECT person_id, entity_id, campaign_id, decision_id, at FROM author_trusts")
        assert found.fetchall() == [(5, 1, None, None, "2026-02-01 00:00:00.000000")]
