"""Bringing a database that is in use to the last revision loses nothing."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path
from typing import Any

from alembic import command

from app.cli import alembic_config

BEFORE_NO_LAST_DAY = "0084"  # a later revision lets a test have none
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


EDITIONS = """INSERT INTO editions (id, campaign_id, entity_id, status, version)
    VALUES (1, 1, 1, 'open', 1), (2, 2, 1, 'draft', 1), (3, 3, 1, 'closed', 1)"""
PHASES = """INSERT INTO phases (edition_id, kind, starts_at, ends_at) VALUES
    (1, 'recruit', datetime('now', '-9 days'), datetime('now', '-2 days')),
    (1, 'test', datetime('now', '-1 days'), datetime('now', '+9 days')),
    (2, 'recruit', datetime('now', '-9 days'), datetime('now', '-2 days')),
    (3, 'test', datetime('now', '-9 days'), datetime('now', '+1 days'))"""


def test_an_upgrade_tells_nobody_of_phases_that_are_past(tmp_path: Path) -> None:
    path = tmp_path / "pepite.db"
    config = alembic_config(f"sqlite:///{path}")
    command.upgrade(config, "0079")
    with sqlite3.connect(path) as connection:
        for statement in (ENTITY, EDITIONS, PHASES):
            connection.execute(statement)
    command.upgrade(config, "head")
    with sqlite3.connect(path) as connection:
        marks = connection.execute(
            "SELECT edition_id, phase, turn, is_told FROM phase_marks ORDER BY 1, 2, 3"
        ).fetchall()
    assert marks == [
        (1, "recruit", "closes", 0),
        (1, "recruit", "ends_soon", 0),
        (1, "recruit", "opens", 0),
        (1, "test", "opens", 0),
        (3, "test", "ends_soon", 0),
        (3, "test", "opens", 0),
    ]


def test_a_test_without_a_last_day_gets_one_far_away_where_the_version_before_needs_it(tmp_path: Path) -> None:
    path = tmp_path / "pepite.db"
    config = alembic_config(f"sqlite:///{path}")
    command.upgrade(config, "head")
    with sqlite3.connect(path) as connection:
        connection.execute(
            "INSERT INTO phases (edition_id, kind, starts_at, ends_at) VALUES (1, 'test', '2026-01-01 09:00:00', NULL)"
        )
    command.downgrade(config, BEFORE_NO_LAST_DAY)
    with sqlite3.connect(path) as connection:
        assert connection.execute("SELECT ends_at FROM phases").fetchall() == [("2100-12-31 18:00:00.000000",)]
    command.upgrade(config, "head")


CAMPAIGN = """INSERT INTO campaigns (id, slug, source_locale, title_text_id, pitch_text_id, description_text_id,
    identity_levels, min_group, min_group_verbatim, answer_within_days, created_at)
    VALUES (1, 'own-app', 'en', 1, 1, 1, '[]', 5, 10, 5, '2026-01-01 00:00:00.000000')"""
DECISION = """INSERT INTO decisions (id, feedback_id, verdict, reason, language, by_id, at)
    VALUES (7, 1, 'go', 'It is so.', 'en', 2, '2026-01-01 00:00:00.000000')"""
BEFORE_WORDS, WITH_WORDS = "0086", "0087"
DRAFT: dict[str, Any] = {
    "intro": {"en": "Here it is.", "fr": "Voici."},
    "shows_figures": True,
    "entries": [
        {"decision_id": "7", "said": {"fr": "Un code de trop."}, "stands": {}, "states": {}},
        {"decision_id": "8", "said": {"en": "Gone."}, "stands": {}, "states": {}},
    ],
}


def test_words_of_a_results_page_become_texts_and_go_back(tmp_path: Path) -> None:
    path = tmp_path / "pepite.db"
    config = alembic_config(f"sqlite:///{path}")
    command.upgrade(config, BEFORE_WORDS)
    with sqlite3.connect(path) as connection:
        for statement in (ENTITY, PERSON, CAMPAIGN, DECISION):
            connection.execute(statement)
        connection.execute("INSERT INTO results_pages VALUES (1, ?, 3)", [json.dumps(DRAFT)])
        version = (9, 1, 1, json.dumps(DRAFT), "", "und", "2026-01-01 00:00:00.000000", None)
        connection.execute("INSERT INTO results_versions VALUES (?, ?, ?, ?, ?, ?, ?, ?)", version)
    command.upgrade(config, WITH_WORDS)
    with sqlite3.connect(path) as connection:
        found = connection.execute(
            "SELECT texts.source_locale, locale, value, state FROM results_pages JOIN texts ON texts.id = intro_text_id"
            " JOIN translations ON text_id = texts.id ORDER BY locale"
        )
        assert found.fetchall() == [("en", "en", "Here it is.", "validated"), ("en", "fr", "Voici.", "validated")]
        said = connection.execute(
            "SELECT decision_id, source_locale, value, stands_text_id FROM results_words"
            " JOIN texts ON texts.id = said_text_id JOIN translations ON text_id = texts.id"
        )
        assert said.fetchall() == [(7, "fr", "Un code de trop.", None)]
        assert connection.execute("SELECT * FROM results_versions").fetchall() == [version]
    command.downgrade(config, BEFORE_WORDS)
    with sqlite3.connect(path) as connection:
        ((draft, kept),) = connection.execute("SELECT draft, version FROM results_pages").fetchall()
        back = json.loads(draft)
        assert (back["intro"], back["entries"][0], kept) == (DRAFT["intro"], DRAFT["entries"][0], 3)
        assert connection.execute("SELECT count(*) FROM texts").fetchone() == (0,)


BEFORE_IN_ALL, IN_ALL, ANY_DAY = "0089", "0090", "1970-01-01"
BY_DAY = [  # contributions in two weeks; one due in time, one late, one answered late; somebody came and went
    ("contributions", "idea", "2026-03-02", 3), ("contributions", "idea", "2026-03-09", 1),
    ("contributions", "problem", "2026-03-02", 2), ("reactions", "", "2026-03-02", 4),
    ("reactions", "", "2026-03-09", -1), ("answered", "", "2026-03-02", 2), ("decided", "", "2026-03-02", 1),
    ("decided", "", "2026-03-09", -1), ("promised", "", "2026-03-10", 2), ("promised", "", "2026-03-12", 1),
    ("in_time", "", "2026-03-10", 1), ("in_time", "", "2026-03-12", 1), ("languages", "en", ANY_DAY, 6),
    ("joined", "", "2026-03-04", 2), ("joined", "", "2026-03-08", 1), ("joined", "", "2026-03-09", -1),
]  # fmt: skip
FOUND = [
    ("answered", "", ANY_DAY, 2), ("contributions", "", "2026-03-02", 5), ("contributions", "", "2026-03-09", 1),
    ("contributions", "idea", ANY_DAY, 4), ("contributions", "problem", ANY_DAY, 2), ("in_time", "", ANY_DAY, 2),
    ("joined", "", ANY_DAY, 2), ("joined", "", "2026-03-02", 3), ("joined", "", "2026-03-09", -1),
    ("languages", "en", ANY_DAY, 6), ("late", "", ANY_DAY, 1), ("late", "", "2026-03-10", 1),
    ("reactions", "", ANY_DAY, 3),
]  # fmt: skip


def test_figures_by_day_are_added_up_and_go_back(tmp_path: Path) -> None:
    path = tmp_path / "pepite.db"
    config = alembic_config(f"sqlite:///{path}")
    command.upgrade(config, BEFORE_IN_ALL)
    with sqlite3.connect(path) as connection:
        for statement in (ENTITY, CAMPAIGN):
            connection.execute(statement)
        rows = [(entity, *row) for entity in (0, 1) for row in BY_DAY]
        connection.executemany("INSERT INTO figure_counts VALUES (1, ?, ?, ?, ?, ?)", rows)
    for _ in range(2):
        command.upgrade(config, IN_ALL)
        with sqlite3.connect(path) as connection:
            found = connection.execute(
                "SELECT entity_id, name, value, day, count FROM figure_counts ORDER BY 1, 2, 3, 4"
            )
            assert found.fetchall() == [(entity, *row) for entity in (0, 1) for row in FOUND]
        command.downgrade(config, BEFORE_IN_ALL)
        with sqlite3.connect(path) as connection:
            assert sums(connection) == sums(connection, BY_DAY), "the code before adds up what it did"


def sums(connection: sqlite3.Connection, rows: list[tuple[str, str, str, int]] | None = None) -> list[Any]:
    """Return what the code before the revision read of an entity: sums by value, weeks, what was due by a day."""
    if rows is None:
        columns = "name, value, day, count FROM figure_counts WHERE entity_id = 1"
        rows = connection.execute(f"SELECT {columns}").fetchall()
    connection.execute("CREATE TEMPORARY TABLE read (name, value, day, count)")
    connection.executemany("INSERT INTO read VALUES (?, ?, ?, ?)", rows)
    late = "CASE name WHEN 'promised' THEN count ELSE -count END"
    found = [
        connection.execute(f"SELECT {what}").fetchall()
        for what in (
            "name, value, sum(count) FROM read GROUP BY 1, 2 HAVING sum(count) <> 0 ORDER BY 1, 2",
            "day, sum(count) FROM read WHERE name = 'contributions' GROUP BY 1 HAVING sum(count) <> 0 ORDER BY 1",
            *(
                f"coalesce(sum({late}), 0) FROM read WHERE name IN ('promised', 'in_time') AND day < '2026-03-{day}'"
                for day in (10, 11, 12, 13)
            ),
            *(
                f"coalesce(sum(count), 0) FROM read WHERE name = 'joined' AND day <= '2026-03-{day:02}'"
                for day in (1, 8, 15)
            ),
        )
    ]
    connection.execute("DROP TABLE read")
    return found
